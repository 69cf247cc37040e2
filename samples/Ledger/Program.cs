using AsyncWith.Samples.Ledger;

return await CommandLine.RunAsync(args);
