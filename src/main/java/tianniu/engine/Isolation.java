package tianniu.engine;

/**
 * What an engine makes every container with, whatever the container's maker asks for.
 *
 * @param pidsLimit the most processes and threads that it may have; 0 for no limit
 * @param newPrivileges whether its programs may gain privileges, by setuid
 */
public record Isolation(int pidsLimit, boolean newPrivileges) {}
