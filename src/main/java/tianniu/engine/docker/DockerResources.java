package tianniu.engine.docker;

import java.io.IOException;
import tianniu.engine.ResourceEngine;

/** Docker's networks and volumes. */
final class DockerResources implements ResourceEngine {
  private final DockerHttp http;

  DockerResources(DockerHttp http) {
    this.http = http;
  }

  @Override
  public boolean hasNetwork(String name) {
    return has("/networks/", name, new Subject.Network(name));
  }

  @Override
  public boolean hasVolume(String name) {
    return has("/volumes/", name, new Subject.Volume(name));
  }

  private boolean has(String path, String name, Subject subject) {
    // No name has a slash or begins with a dot, but they would lead to another path; an empty one
    // to the list.
    if (name.isEmpty() || name.startsWith(".") || name.contains("/")) {
      return false;
    }
    try {
      Reply reply = http.exchange(Call.get(path + Call.encode(name)));
      if (reply.head().isSuccess()) {
        return true;
      }
      if (reply.status() == 404) {
        return false;
      }
      throw Refusal.of(subject, reply.status(), reply.message()).asException();
    } catch (IOException e) {
      throw DockerHttp.unavailable(e);
    }
  }
}
