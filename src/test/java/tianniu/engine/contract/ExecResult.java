package tianniu.engine.contract;

/** What a command in a container came to. */
public record ExecResult(String stdout, String stderr, int exitCode) {}
