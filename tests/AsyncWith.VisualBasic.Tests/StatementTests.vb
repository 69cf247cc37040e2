Imports System.IO
Imports AsyncWith
Imports Xunit

''' <summary>The core, called from Visual Basic.</summary>
Public NotInheritable Class StatementTests
    Private ReadOnly _journal As New List(Of String)

    <Fact>
    Public Async Function A_block_that_completes_is_committed() As Task
        Await New Transaction("transfer", _journal).UseAsync(
            Async Function(name)
                Await Task.Yield()
                _journal.Add($"in {name}")
            End Function)

        Assert.Equal({"begin transfer", "in transfer", "commit transfer"}, _journal)
    End Function

    <Fact>
    Public Async Function A_block_has_a_result() As Task
        Dim length = Await New Transaction("transfer", _journal).UseAsync(
            Async Function(name)
                Await Task.Yield()
                Return name.Length
            End Function)

        Assert.Equal(8, length)
    End Function

    <Fact>
    Public Async Function The_exit_sees_the_exception_and_the_caller_gets_the_same_instance() As Task
        Dim failure As New InvalidOperationException("the account is closed")

        Dim thrown = Await Assert.ThrowsAsync(Of InvalidOperationException)(
            Async Function()
                Await New Transaction("transfer", _journal).UseAsync(
                    Async Function(name)
                        Await Task.Yield()
                        Throw failure
                    End Function)
            End Function)

        Assert.Same(failure, thrown)
        Assert.Equal({"begin transfer", "roll back transfer: the account is closed"}, _journal)
    End Function

    <Fact>
    Public Async Function What_is_disposed_of_asynchronously_needs_no_Finally() As Task
        Dim stream As New MemoryStream()
        Await AsyncContextManager.FromDisposable(stream).UseAsync(
            Async Function(file)
                Await file.WriteAsync(New Byte() {1, 2, 3})
            End Function)

        Assert.False(stream.CanWrite)
    End Function

    <Fact>
    Public Async Function Children_do_not_outlive_a_task_group() As Task
        Dim total = Await TaskGroup.Create().UseAsync(
            Async Function(group)
                Dim left = group.Run(Function(token) Task.FromResult(3))
                Dim right = group.Run(Function(token) Task.FromResult(4))
                Return Await left + Await right
            End Function)

        Assert.Equal(7, total)
    End Function
End Class
