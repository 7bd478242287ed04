package tianniu.engine.docker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** What images bring to the environment of a container. An image of an id never changes. */
final class ImageEnvironments {
  private static final int MAX_REMEMBERED = 1000;

  private final DockerHttp http;
  private final Map<String, List<String>> byId = new ConcurrentHashMap<>();

  ImageEnvironments(DockerHttp http) {
    this.http = http;
  }

  /** Empty when the image is gone. */
  List<String> of(String imageId) {
    List<String> known = byId.get(imageId);
    if (known != null) {
      return known;
    }
    List<String> asked = ask(imageId);
    if (byId.size() >= MAX_REMEMBERED) {
      byId.clear();
    }
    byId.put(imageId, asked);
    return asked;
  }

  private List<String> ask(String imageId) {
    if (imageId.isEmpty()) {
      return List.of();
    }
    try {
      Call call = Call.get("/images/" + Call.encode(imageId) + "/json");
      Wire.ImageConfig config =
          http.send(call, new Subject.Image(imageId)).read(Wire.Image.class).config();
      return config == null ? List.of() : ContainerReading.orEmpty(config.env());
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchImage) {
        return List.of();
      }
      throw e;
    }
  }
}
