namespace AsyncWith.AspNetCore;

/// <summary>What wants to know that its context has been exited.</summary>
internal interface IExitable
{
    void Exited();
}
