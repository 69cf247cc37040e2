using Microsoft.AspNetCore.Mvc;

namespace AsyncWith.AspNetCore.Tests.Support;

[ApiController, Route("actions/[action]")]
public sealed class ActionsController : ControllerBase
{
    [HttpGet]
    public string Text(InContext<Transaction> transaction) => transaction.Resource.Name;

    [HttpGet]
    public int Number(int value, InContext<Transaction> transaction) => value;

    [HttpGet, ActionName("conflict")]
    public IActionResult Refuse(InContext<Transaction> transaction) => Conflict("told");

    [HttpGet, ActionName("object")]
    public ActionResult<int> Typed(InContext<Transaction> transaction) => UnprocessableEntity(1);

    [HttpGet, ActionName("problem")]
    public IActionResult Trouble(InContext<Transaction> transaction) => Problem("told", statusCode: 503);

    [HttpGet]
    public ActionResult<ProblemDetails> Details(InContext<Transaction> transaction) => new ProblemDetails { Status = 451 };

    [HttpGet, ActionName("forbid")]
    public IActionResult Forbidden(InContext<Transaction> transaction) => Forbid();

    [HttpGet, ActionName("challenge")]
    public IActionResult Unknown(InContext<Transaction> transaction) => Challenge();

    [HttpGet]
    public IActionResult Status(InContext<Transaction> transaction) => NotFound();

    [HttpGet]
    public IResult Http(InContext<Transaction> transaction) => Results.Problem("told", statusCode: 410);

    [HttpGet]
    public string Set(InContext<Transaction> transaction)
    {
        Response.StatusCode = 411;
        return "told";
    }

    [HttpGet]
    public async Task<string> Throw(InContext<Transaction> transaction)
    {
        await Task.Yield();
        throw new InvalidDataException("The action failed.");
    }

    [HttpGet]
    public async IAsyncEnumerable<int> Stream([KeepOpen] InContext<Transaction> transaction)
    {
        yield return transaction.Resource.Name.Length > 0 ? 1 : 0;
        await Task.Yield();
        yield return transaction.Resource.Name.Length > 0 ? 2 : 0;
    }

    [HttpGet]
    public IActionResult Missing([KeepOpen] InContext<Transaction> transaction) => NotFound();
}
