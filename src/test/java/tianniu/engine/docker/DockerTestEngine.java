package tianniu.engine.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.FreePort;
import tianniu.engine.Isolation;
import tianniu.engine.contract.TestEngine;

/**
 * The real engine that {@code DOCKER_HOST} names, with the lab's image, its two registries, and
 * what a test makes for itself.
 */
final class DockerTestEngine extends TestEngine {
  static final Isolation ISOLATION = new Isolation(200, false);

  private final DockerEngine docker;
  private final DockerHttp http;
  private final List<String> networks = new ArrayList<>();
  private final List<String> volumes = new ArrayList<>();
  private final List<String> pulled = new ArrayList<>();
  private @Nullable Path path;
  private @Nullable ServerSocket holder;

  DockerTestEngine() {
    this(DockerEngine.open(address(), ISOLATION));
  }

  DockerTestEngine(DockerEngine docker) {
    super(docker);
    this.docker = docker;
    this.http = new DockerHttp(new Connector(address()));
  }

  /** Fails where no engine is named: what needs Docker must not pass without it. */
  static EngineAddress address() {
    return EngineAddress.parse(environment("DOCKER_HOST"));
  }

  /** The raw client, for what the port has no call for. */
  DockerHttp http() {
    return http;
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException(name + " is not set: these tests need the lab.");
    }
    return value;
  }

  @Override
  public String image() {
    return "tianniu-lab/busybox:1";
  }

  @Override
  public String pullableImage() {
    String image = environment("TIANNIU_LAB_REGISTRY") + "/lab/pulled:1";
    if (!pulled.contains(image)) {
      // Another test, or one that was killed, may have fetched it.
      removeImage(image);
      pulled.add(image);
    }
    return image;
  }

  @Override
  public String unknownImage() {
    return environment("TIANNIU_LAB_REGISTRY") + "/lab/unknown:1";
  }

  @Override
  public String deniedImage() {
    return environment("TIANNIU_LAB_REGISTRY_AUTH") + "/lab/pulled:1";
  }

  @Override
  public String unreachableImage() {
    return "127.0.0.1:" + freePort() + "/lab/unreachable:1";
  }

  @Override
  public String network() {
    String network = name();
    send(Call.post("/networks/create").withBody(Map.of("Name", network, "Driver", "bridge")));
    networks.add(network);
    return network;
  }

  @Override
  public String volume() {
    String volume = name();
    send(Call.post("/volumes/create").withBody(Map.of("Name", volume)));
    volumes.add(volume);
    return volume;
  }

  @Override
  public String path() {
    try {
      if (path == null) {
        path = Files.createTempDirectory("contract").toRealPath();
      }
      return path.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int takenPort() {
    try {
      if (holder == null) {
        holder = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
      }
      return holder.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int freePort() {
    try {
      return FreePort.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void removeImage(String image) {
    exchange(Call.delete("/images/" + Call.encode(image)).query("force", true));
  }

  /** Makes a container in ways that the port cannot; it is removed with the others. */
  Reply send(Call call) {
    return http.send(call, new Subject.Whole());
  }

  private Reply exchange(Call call) {
    try {
      return http.exchange(call);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void release() {
    networks.forEach(network -> send(Call.delete("/networks/" + network)));
    volumes.forEach(volume -> send(Call.delete("/volumes/" + volume)));
    pulled.forEach(this::removeImage);
    try {
      if (path != null) {
        Files.delete(path);
      }
      if (holder != null) {
        holder.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      http.close();
      docker.close();
    }
  }
}
