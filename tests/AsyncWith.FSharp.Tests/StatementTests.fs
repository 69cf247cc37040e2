namespace AsyncWith.FSharp.Tests

open System
open System.IO
open System.Threading.Tasks
open AsyncWith
open Xunit

/// The core, called from F#.
type StatementTests() =
    let journal = ResizeArray<string>()

    let write (line: string) =
        task {
            do! Task.Yield()
            journal.Add line
        }

    let transaction (name: string) =
        { new IAsyncContextManager<string> with
            member _.EnterAsync(cancellationToken) =
                ValueTask<string>(
                    task {
                        do! write $"begin {name}"
                        return name
                    })

            member _.ExitAsync(error) =
                ValueTask<bool>(
                    task {
                        match error with
                        | null -> do! write $"commit {name}"
                        | error -> do! write $"roll back {name}: {error.Message}"

                        return false
                    }) }

    [<Fact>]
    member _.``A block that completes is committed``() =
        task {
            do! (transaction "transfer").UseAsync(fun (name: string) -> task { do! write $"in {name}" })

            Assert.Equal<string>([ "begin transfer"; "in transfer"; "commit transfer" ], journal)
        }

    [<Fact>]
    member _.``A block has a result``() =
        task {
            let! length = (transaction "transfer").UseAsync(fun (name: string) -> task { return name.Length })

            Assert.Equal(8, length)
        }

    [<Fact>]
    member _.``The exit sees the exception and the caller gets the same instance``() =
        task {
            let failure = InvalidOperationException "the account is closed"

            let! thrown =
                Assert.ThrowsAsync<InvalidOperationException>(fun () ->
                    (transaction "transfer").UseAsync(fun (_: string) -> task { return raise failure }).AsTask())

            Assert.Same(failure, thrown)
            Assert.Equal<string>([ "begin transfer"; "roll back transfer: the account is closed" ], journal)
        }

    [<Fact>]
    member _.``A stack holds any number of managers``() =
        task {
            do! (new AsyncExitStack()).UseAsync(fun (stack: AsyncExitStack) ->
                task {
                    for name in [ "one"; "two" ] do
                        let! _ = stack.EnterContextAsync(transaction name)
                        ()
                })

            Assert.Equal<string>([ "begin one"; "begin two"; "commit two"; "commit one" ], journal)
        }

    [<Fact>]
    member _.``Children do not outlive a task group``() =
        task {
            let! total =
                TaskGroup.Create().UseAsync(fun (group: TaskGroup) ->
                    task {
                        let left = group.Run(fun _ -> task { return 3 })
                        let right = group.Run(fun _ -> task { return 4 })
                        let! left = left
                        let! right = right
                        return left + right
                    })

            Assert.Equal(7, total)
        }

    [<Fact>]
    member _.``A deadline turns its cancellation into a timeout``() =
        task {
            let deadline = Deadline.After(TimeSpan.Zero)

            let! _ =
                Assert.ThrowsAsync<TimeoutException>(fun () ->
                    deadline.UseAsync(fun (limit: Deadline) -> task { do! Task.Delay(-1, limit.Token) }).AsTask())

            ()
        }

    [<Fact>]
    member _.``A disposable is a manager``() =
        task {
            let stream = new MemoryStream()
            do! AsyncContextManager.FromDisposable(stream).UseAsync(fun (stream: MemoryStream) -> task { do! stream.WriteAsync([| 1uy |], 0, 1) })

            Assert.False stream.CanWrite
        }
