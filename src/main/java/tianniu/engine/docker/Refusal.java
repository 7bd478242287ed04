package tianniu.engine.docker;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;

/**
 * What an engine's refusal means: the one place that reads Docker's English. The wordings are those
 * of Docker 20.10 to 28.
 */
final class Refusal {
  private static final Pattern NO_NETWORK = Pattern.compile("network (\\S+) not found");
  private static final Pattern NO_VOLUME = Pattern.compile("get (\\S+): no such volume");
  private static final Pattern NO_PATH =
      Pattern.compile("bind source path does not exist: (.+?)\\.?$");

  /** Docker's own book of ports: "Bind for 0.0.0.0:80 failed: port is already allocated". */
  private static final Pattern ALLOCATED =
      Pattern.compile("Bind for \\S*?:(\\d{1,5}) failed: port is already allocated");

  /** The proxy's: "listen tcp4 0.0.0.0:80: bind: address already in use". */
  private static final Pattern LISTEN =
      Pattern.compile("listen (tcp|udp|sctp)[46]? \\S*?:(\\d{1,5}): bind: address already in use");

  /** Since 28: "failed to bind host port 0.0.0.0:80/tcp: address already in use". */
  private static final Pattern HOST_PORT =
      Pattern.compile("failed to bind host port (?:for )?(\\S+): address already in use");

  private static final Pattern PORT_AND_PROTOCOL =
      Pattern.compile("(?:\\d|]):(\\d{1,5})(?:/(tcp|udp|sctp))?$");

  private Refusal() {}

  static Fault of(Subject subject, int status, String message) {
    // A registry's own 503 is passed on as such.
    if (status == 503 && !(subject instanceof Subject.RegistryImage)) {
      return new Fault.EngineUnavailable("Docker is not ready to answer.");
    }
    Fault known =
        switch (subject) {
          case Subject.Container(var ref) -> container(ref.value(), status, message);
          case Subject.NewContainer created -> created(created, status, message);
          case Subject.Image(var name) -> RegistryAnswer.fault(name, status, message);
          case Subject.RegistryImage(var name) -> RegistryAnswer.refusal(name, status, message);
          case Subject.Network(var name) -> status == 404 ? new Fault.NoSuchNetwork(name) : null;
          case Subject.Volume(var name) -> status == 404 ? new Fault.NoSuchVolume(name) : null;
          case Subject.Whole _ -> null;
        };
    return known == null ? new Fault.EngineRefused(message) : known;
  }

  /** Which port was taken when a start failed, if that is why; without a protocol, null in it. */
  static @Nullable TakenPort takenPort(String message) {
    Matcher listen = LISTEN.matcher(message);
    if (listen.find()) {
      return new TakenPort(Integer.parseInt(listen.group(2)), listen.group(1));
    }
    Matcher allocated = ALLOCATED.matcher(message);
    if (allocated.find()) {
      return new TakenPort(Integer.parseInt(allocated.group(1)), null);
    }
    Matcher host = HOST_PORT.matcher(message);
    if (host.find()) {
      return hostPort(host.group(1));
    }
    return null;
  }

  // Either "0.0.0.0:80/tcp", or "0.0.0.0:80:172.17.0.2:8080/tcp" with the container's end behind.
  private static @Nullable TakenPort hostPort(String text) {
    Matcher both = Pattern.compile("(.*?:\\d{1,5}):.*/(tcp|udp|sctp)").matcher(text);
    String host = both.matches() ? both.group(1) + "/" + both.group(2) : text;
    Matcher matcher = PORT_AND_PROTOCOL.matcher(host);
    return matcher.find()
        ? new TakenPort(Integer.parseInt(matcher.group(1)), matcher.group(2))
        : null;
  }

  private static @Nullable Fault container(String ref, int status, String message) {
    if (status == 404 && message.toLowerCase(Locale.ROOT).contains("no such container")) {
      return new Fault.NoSuchContainer(ref);
    }
    TakenPort taken = takenPort(message);
    if (taken != null) {
      String protocol = taken.protocol() == null ? "tcp" : taken.protocol();
      return new Fault.PortInUse(taken.port(), protocol);
    }
    return missingPart(message);
  }

  private static @Nullable Fault created(Subject.NewContainer created, int status, String message) {
    // Podman's: 'the container name "a" is already in use by 0123...', and a 500.
    if (message.contains("is already in use by ")) {
      return new Fault.ContainerExists(created.name());
    }
    if (status == 404 && message.toLowerCase(Locale.ROOT).contains("no such image")) {
      return new Fault.NoSuchImage(created.image(), Fault.ImageProblem.NOT_FOUND);
    }
    return missingPart(message);
  }

  private static @Nullable Fault missingPart(String message) {
    Matcher network = NO_NETWORK.matcher(message);
    if (network.find()) {
      return new Fault.NoSuchNetwork(network.group(1));
    }
    Matcher path = NO_PATH.matcher(message);
    if (path.find()) {
      return new Fault.NoSuchVolume(path.group(1));
    }
    Matcher volume = NO_VOLUME.matcher(message);
    return volume.find() ? new Fault.NoSuchVolume(volume.group(1)) : null;
  }

  /**
   * A port of the host that something else holds.
   *
   * @param protocol null when the engine does not say
   */
  record TakenPort(int port, @Nullable String protocol) {}
}
