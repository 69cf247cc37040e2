namespace AsyncWith.AspNetCore;

/// <summary>Is told that its context has been exited.</summary>
internal interface IExitable
{
    void Exited();
}
