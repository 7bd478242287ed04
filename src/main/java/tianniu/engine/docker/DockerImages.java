package tianniu.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ImageEngine;
import tianniu.engine.Patience;
import tianniu.engine.PullProgress;
import tianniu.engine.PullProgress.Phase;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;
import tianniu.fault.FaultException;

/** Docker's images, and the registries that it asks for them. */
final class DockerImages implements ImageEngine {
  /** Base64 of {@code {}}: no credentials. */
  private static final String NOBODY = "e30=";

  private static final String AUTH = "X-Registry-Auth";

  /** How long a transfer may stand still. */
  private static final Duration STALL = Duration.ofMinutes(10);

  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

  /** What is left of a caller's patience for the ping after a registry that did not answer. */
  private static final Duration FOR_THE_PING = Duration.ofMillis(700);

  private final DockerHttp http;
  private final Duration pingLimit;

  DockerImages(DockerHttp http) {
    this(http, PING_LIMIT);
  }

  DockerImages(DockerHttp http, Duration pingLimit) {
    this.http = http;
    this.pingLimit = pingLimit;
  }

  @Override
  public boolean has(String image) {
    try {
      http.send(Call.get("/images/" + Call.encode(image) + "/json"), new Subject.Image(image));
      return true;
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchImage) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void checkRegistry(String image, Duration limit) {
    Call call =
        Call.stream("/distribution/" + Call.encode(image) + "/json")
            .in(Lane.ASKED_CHANGE)
            .withHeader(AUTH, NOBODY)
            .within(soonerThan(limit));
    try {
      Reply reply = http.exchange(call);
      if (!reply.head().isSuccess() && !cannotLook(reply)) {
        throw refused(
            Refusal.of(new Subject.RegistryImage(image), reply.status(), reply.message()));
      }
    } catch (SocketTimeoutException e) {
      ping();
      throw new FaultException(new Fault.NoSuchImage(image, ImageProblem.REGISTRY_UNREACHABLE), e);
    } catch (IOException e) {
      throw DockerHttp.unavailable(e);
    }
  }

  /** Podman has no such call: there the pull itself tells what is wrong. */
  private static boolean cannotLook(Reply reply) {
    String message = reply.message().strip();
    boolean noCall =
        message.equals("Not Found")
            || (message.startsWith("Path ") && message.endsWith(" is not supported"));
    return reply.status() == 404 && noCall;
  }

  private static Duration soonerThan(Duration limit) {
    Duration left = Patience.left(limit);
    return Patience.isBound() ? left.minus(FOR_THE_PING) : left;
  }

  @Override
  public void pull(String image, Consumer<PullProgress> progress) {
    Call call =
        Call.post("/images/create")
            .query("fromImage", withTag(image))
            .withHeader(AUTH, NOBODY)
            .within(STALL);
    try (StreamedReply reply = pulled(call, image);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(reply.body(STALL), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          report(image, Json.read(line, Wire.Progress.class), progress);
        }
      }
    } catch (IOException e) {
      throw DockerHttp.unavailable(e);
    }
  }

  private StreamedReply pulled(Call call, String image) {
    try {
      return http.open(call, new Subject.RegistryImage(image));
    } catch (FaultException e) {
      throw refused(e.fault());
    }
  }

  /** A registry that does not answer may be an engine that does not: then that is thrown. */
  private FaultException refused(Fault fault) {
    if (fault instanceof Fault.NoSuchImage missing
        && missing.reason() == ImageProblem.REGISTRY_UNREACHABLE) {
      ping();
    }
    return fault.asException();
  }

  /** Who is it that does not answer? */
  private void ping() {
    http.send(Call.get("/_ping").within(pingLimit), new Subject.Whole());
  }

  /** Without a tag Docker would fetch every tag that there is. */
  static String withTag(String image) {
    boolean named = image.contains("@") || image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
    return named ? image : image + ":latest";
  }

  private static void report(String image, Wire.Progress line, Consumer<PullProgress> progress) {
    String error = line.error();
    if (error != null) {
      // The status was sent long before, as 200.
      throw RegistryAnswer.refusal(image, 200, error).asException();
    }
    String layer = line.id();
    Phase phase = phase(line.status());
    if (layer != null && phase != null) {
      Wire.ProgressDetail bytes = line.progressDetail();
      progress.accept(
          new PullProgress(
              layer,
              phase,
              bytes == null ? 0 : bytes.current(),
              bytes == null ? 0 : bytes.total()));
    }
  }

  /** Docker's words about one layer; null for what is about the whole, or says nothing new. */
  private static @Nullable Phase phase(@Nullable String status) {
    return switch (ContainerReading.orEmpty(status)) {
      case "Pulling fs layer", "Waiting" -> Phase.WAITING;
      case "Downloading" -> Phase.DOWNLOADING;
      case "Verifying Checksum", "Download complete" -> Phase.DOWNLOADED;
      case "Extracting" -> Phase.EXTRACTING;
      case "Pull complete", "Already exists" -> Phase.DONE;
      default -> null;
    };
  }
}
