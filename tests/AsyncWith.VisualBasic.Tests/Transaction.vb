Imports System.Threading
Imports AsyncWith

''' <summary>A context manager in Visual Basic. Its async functions return tasks, which the methods of the interface wrap.</summary>
Public NotInheritable Class Transaction
    Implements IAsyncContextManager(Of String)

    Private ReadOnly _name As String
    Private ReadOnly _journal As List(Of String)

    Public Sub New(name As String, journal As List(Of String))
        _name = name
        _journal = journal
    End Sub

    Public Function EnterAsync(Optional cancellationToken As CancellationToken = Nothing) As ValueTask(Of String) _
        Implements IAsyncContextManager(Of String).EnterAsync
        Return New ValueTask(Of String)(BeginAsync())
    End Function

    Public Function ExitAsync(exception As Exception) As ValueTask(Of Boolean) _
        Implements IAsyncContextManager(Of String).ExitAsync
        Return New ValueTask(Of Boolean)(EndAsync(exception))
    End Function

    Private Async Function BeginAsync() As Task(Of String)
        Await Task.Yield()
        _journal.Add($"begin {_name}")
        Return _name
    End Function

    Private Async Function EndAsync(exception As Exception) As Task(Of Boolean)
        Await Task.Yield()
        _journal.Add(If(exception Is Nothing, $"commit {_name}", $"roll back {_name}: {exception.Message}"))
        Return False
    End Function
End Class
