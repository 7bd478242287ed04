package tianniu.engine.docker;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;

/** What images bring to containers made of them. An image of an id never changes. */
final class ImageDefaults {
  private static final int MAX_REMEMBERED = 1000;

  private final DockerHttp http;
  private final Map<String, Brought> byId = new ConcurrentHashMap<>();

  /**
   * What an image brings.
   *
   * @param environment as {@code NAME=value}
   */
  record Brought(Set<String> environment, Map<String, String> labels) {
    static final Brought NOTHING = new Brought(Set.of(), Map.of());
  }

  ImageDefaults(DockerHttp http) {
    this.http = http;
  }

  /** Nothing when the image is gone. */
  Brought of(String imageId) {
    Brought known = byId.get(imageId);
    if (known != null) {
      return known;
    }
    Brought asked = ask(imageId);
    if (byId.size() >= MAX_REMEMBERED) {
      byId.clear();
    }
    byId.put(imageId, asked);
    return asked;
  }

  private Brought ask(String imageId) {
    if (imageId.isEmpty()) {
      return Brought.NOTHING;
    }
    try {
      Call call = Call.get("/images/" + Call.encode(imageId) + "/json");
      Wire.ImageConfig config =
          http.send(call, new Subject.Image(imageId)).read(Wire.Image.class).config();
      if (config == null) {
        return Brought.NOTHING;
      }
      List<String> environment = ContainerReading.orEmpty(config.env());
      return new Brought(new HashSet<>(environment), ContainerReading.orEmpty(config.labels()));
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchImage) {
        return Brought.NOTHING;
      }
      throw e;
    }
  }
}
