package tianniu.engine;

/**
 * A way in which a container is less apart from its machine than others: whoever commands it may
 * command the machine. Containers that this API makes have none, unless it is the network.
 */
public enum HostAccess {
  PRIVILEGED("it is privileged"),
  NAMESPACES("it shares namespaces of the host or of another container"),
  NETWORK("it shares the network of the host"),
  DEVICES("it has devices of the host"),
  CAPABILITIES("it has capabilities beyond the default"),
  UNCONFINED("a protection of the kernel is turned off for it");

  private final String words;

  HostAccess(String words) {
    this.words = words;
  }

  /** For people: a clause with the container as its subject. */
  public String words() {
    return words;
  }
}
