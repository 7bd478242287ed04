package tianniu.engine.docker;

import static tianniu.engine.docker.ContainerReading.orEmpty;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tianniu.engine.EngineNetwork;
import tianniu.engine.EngineVolume;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.ResourceEngine;

/** Docker's networks and volumes. */
final class DockerResources implements ResourceEngine {
  /** File systems that no folder or disk of the machine is behind. */
  private static final Set<String> ELSEWHERE = Set.of("nfs", "nfs4", "cifs", "smb3", "tmpfs");

  private final DockerHttp http;

  DockerResources(DockerHttp http) {
    this.http = http;
  }

  @Override
  public Optional<EngineNetwork> network(String name) {
    return ask("/networks/", name, new Subject.Network(name))
        .map(reply -> reply.read(Wire.Network.class))
        .map(
            network ->
                new EngineNetwork(
                    orEmpty(network.name()), orEmpty(network.driver()).equals("host")));
  }

  @Override
  public Optional<EngineVolume> volume(String name) {
    return ask("/volumes/", name, new Subject.Volume(name))
        .map(reply -> reply.read(Wire.Volume.class))
        .map(
            volume ->
                new EngineVolume(
                    orEmpty(volume.name()), orEmpty(volume.labels()), backing(volume)));
  }

  /** As Docker's driver {@code local} has it, which hands the options on to mount(2). */
  static Backing backing(Wire.Volume volume) {
    String driver = orEmpty(volume.driver());
    if (!driver.equals("local")) {
      return new Backing.Elsewhere("the driver " + driver);
    }
    Map<String, String> options = orEmpty(volume.options());
    String type = options.getOrDefault("type", "");
    String device = options.getOrDefault("device", "");
    if (type.isEmpty() && device.isEmpty()) {
      return new Backing.Own();
    }
    // Before the type, which the kernel passes over in a bind.
    List<String> flags = List.of(options.getOrDefault("o", "").split(",", -1));
    if (flags.contains("bind") || flags.contains("rbind")) {
      return device.startsWith("/") ? new Backing.Folder(device) : new Backing.Device(device);
    }
    return ELSEWHERE.contains(type)
        ? new Backing.Elsewhere(type)
        : new Backing.Device(type.isEmpty() ? device : type);
  }

  private Optional<Reply> ask(String path, String name, Subject subject) {
    // No name has a slash or begins with a dot, but they would lead to another path; an empty one
    // to the list.
    if (name.isEmpty() || name.startsWith(".") || name.contains("/")) {
      return Optional.empty();
    }
    try {
      Reply reply = http.exchange(Call.get(path + Call.encode(name)));
      if (reply.head().isSuccess()) {
        return Optional.of(reply);
      }
      if (reply.status() == 404) {
        return Optional.empty();
      }
      throw Refusal.of(subject, reply.status(), reply.message()).asException();
    } catch (IOException e) {
      throw DockerHttp.unavailable(e);
    }
  }
}
