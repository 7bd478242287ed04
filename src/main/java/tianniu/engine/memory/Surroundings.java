package tianniu.engine.memory;

import java.util.Map;

/**
 * What a pretended process finds around it.
 *
 * @param user a name or a uid, without group
 * @param files those that the container's processes have written, by absolute path; shared
 */
record Surroundings(
    Map<String, String> environment,
    String workingDir,
    String user,
    String hostname,
    boolean tty,
    Map<String, byte[]> files) {}
