namespace AsyncWith.Hosting.App;

public sealed class Greeter(Settings settings)
{
    public string Greeting => settings.Greeting;
}
