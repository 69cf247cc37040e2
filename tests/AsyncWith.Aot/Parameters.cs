using AsyncWith.AspNetCore;

namespace AsyncWith.Aot;

internal sealed record Parameters(int Id, InContext<Basket> Basket);
