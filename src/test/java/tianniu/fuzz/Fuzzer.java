package tianniu.fuzz;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tianniu.App;
import tianniu.api.ApiDocument;
import tianniu.api.HttpWire;
import tianniu.config.Config;
import tianniu.engine.memory.Call;
import tianniu.engine.memory.MemoryEngine;
import tianniu.engine.memory.Trouble;
import tianniu.store.ReadyDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on an engine in memory, and those who shoot at it. */
final class Fuzzer implements AutoCloseable {
  private static final String ADMIN = "tn_the-key-of-the-fuzzer";
  private static final int MARKSMEN = 4;
  private static final int VICTIMS = 40;
  private static final int ACCEPTED = 5;
  private static final int PULLING = 8;
  private static final int SECRETS = 8;

  /** After so many requests there is no operation that none of them has done. */
  private static final long ENOUGH = 50_000;

  /** More than what the pools of names can make, in memory that is still held at the end. */
  private static final long MORE_HEAP = 192L << 20;

  private final ApiDocument document = ApiDocument.load();
  private final Findings findings = new Findings();
  private final App app;
  private final Trouble.Hold pulls;
  private final Marksman marksman;
  private final long heapBefore;

  private Fuzzer(App app, Trouble.Hold pulls, long seed) throws IOException {
    this.app = app;
    this.pulls = pulls;
    Map<String, List<String>> made =
        Map.of("key_id", victims(), "operation_id", accepted(), "secret_name", secrets());
    this.marksman = new Marksman(document, keys(), made, seed, app.port());
    this.heapBefore = heap();
  }

  static Fuzzer open(Path dataDir, long seed) throws IOException {
    InstantSource clock = InstantSource.system();
    Config config =
        Config.load(
            Map.of(
                "--listen", "127.0.0.1:0",
                "--data-dir", dataDir.toString(),
                "--volume-roots", "/data:/srv"),
            Map.of("TIANNIU_ADMIN_KEY", ADMIN));
    ReadyDatabase.copyInto(dataDir);
    MemoryEngine engine = MemoryEngine.demo(clock);
    // A pull lasts until it is called off.
    Trouble.Hold pulls = engine.trouble().hold(Call.PULL);
    App app = App.start(config, engine, clock);
    try {
      return new Fuzzer(app, pulls, seed);
    } catch (IOException | RuntimeException e) {
      app.close();
      throw e;
    }
  }

  /** Shoots so many requests, several at a time, and looks after the server at the end. */
  Findings run(long requests) throws InterruptedException {
    AtomicLong next = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < MARKSMEN; i++) {
      threads.add(
          Thread.ofVirtual()
              .name("marksman-" + i)
              .start(
                  () -> {
                    for (long number = next.getAndIncrement();
                        number < requests;
                        number = next.getAndIncrement()) {
                      shoot(marksman.shot(number));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Shot last = marksman.shot(requests);
    lookAfter(last);
    if (requests >= ENOUGH) {
      findings.wantsAllOf(document.operations(), last);
    }
    return findings;
  }

  private void shoot(Shot shot) {
    try {
      Got got = Line.send(shot, app.port());
      findings.counts(shot, got);
      Judge.faults(document, shot, got).forEach(fault -> findings.found(shot, fault, got));
    } catch (SocketTimeoutException _) {
      findings.found(shot, "hangs", "");
    } catch (IOException | RuntimeException e) {
      findings.found(shot, "cannot be read: " + e.getClass().getSimpleName(), e.toString());
    }
  }

  private void lookAfter(Shot last) {
    try {
      ask("GET", "/api/v1/containers", "");
      ask("GET", "/healthz", "");
    } catch (IOException e) {
      findings.found(last, "the server is not well at the end", e.toString());
    }
    long more = heap() - heapBefore;
    if (more > MORE_HEAP) {
      findings.found(last, "the heap has grown", (more >> 20) + " MiB");
    }
  }

  @SuppressWarnings("PMD.DoNotCallGarbageCollectionExplicitly")
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Of an administrator, and of those who may less. */
  private List<String> keys() throws IOException {
    ask("PUT", "/api/v1/roles/fz-guest", "{\"permissions\": []}");
    List<String> keys = new ArrayList<>(List.of(ADMIN));
    for (String role : List.of("developer", "operator", "viewer", "fz-guest")) {
      keys.add(key("{\"name\": \"%s\", \"role\": \"%s\"}".formatted(role, role)));
    }
    keys.add(key("{\"name\":\"a\",\"role\":\"admin\",\"scope\":{\"labels\":{\"team\":\"a\"}}}"));
    keys.add(
        key(
            "{\"name\":\"b\",\"role\":\"developer\",\"allow\":{\"images\":[\"nginx\"]},"
                + "\"quota\":{\"containers\":2}}"));
    return keys;
  }

  /** Keys that may be revoked. */
  private List<String> victims() throws IOException {
    List<String> ids = new ArrayList<>(List.of("nobody"));
    for (int i = 0; i < VICTIMS; i++) {
      String body = "{\"name\": \"victim-%d\", \"role\": \"viewer\"}".formatted(i);
      ids.add(ask("POST", "/api/v1/keys", body).path("id").asString());
    }
    return ids;
  }

  /** Operations that are done, some that can be called off, and one that is not known. */
  private List<String> accepted() throws IOException {
    for (int i = 0; i < ACCEPTED; i++) {
      create("fz-done-" + i, "nginx:latest");
    }
    for (int i = 0; i < PULLING; i++) {
      create("fz-pull-" + i, "alpine:latest");
    }
    List<String> ids = new ArrayList<>(List.of("op-" + "0".repeat(32)));
    ask("GET", "/api/v1/operations", "")
        .path("operations")
        .forEach(each -> ids.add(each.path("id").asString()));
    return ids;
  }

  private void create(String name, String image) throws IOException {
    String body = "{\"name\": \"%s\", \"image\": \"%s\"}".formatted(name, image);
    ask("POST", "/api/v1/containers", body);
  }

  /** Secrets that may be changed and deleted, also those that are not there yet. */
  private List<String> secrets() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      names.add("fz-secret-" + i);
      ask("PUT", "/api/v1/secrets/" + names.getLast(), "{\"values\": {\"word\": \"x\"}}");
    }
    return names;
  }

  private String key(String body) throws IOException {
    return ask("POST", "/api/v1/keys", body).path("key").asString();
  }

  private JsonNode ask(String method, String target, String body) throws IOException {
    try (HttpWire wire = HttpWire.to(app.port())) {
      HttpWire.Head head =
          wire.send(
              method,
              target,
              Map.of("Authorization", "Bearer " + ADMIN),
              body.getBytes(StandardCharsets.UTF_8));
      byte[] answer = wire.body(head, Integer.MAX_VALUE);
      if (head.status() != 200) {
        throw new IOException(target + ": " + new String(answer, StandardCharsets.UTF_8));
      }
      return JsonMapper.shared().readTree(answer);
    }
  }

  @Override
  public void close() {
    app.close();
    pulls.close();
  }
}
