namespace AsyncWith.Hosting.App;

public sealed record Settings(string Greeting);
