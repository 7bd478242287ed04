package tianniu.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A bounded load for long, and what the server's process is like meanwhile, minute by minute. */
final class Soak {
  private static final int STEADY = 8;

  /** The last of them are stopped and started. */
  private static final int TOUCHED = 3;

  private static final int FOLLOWERS = 4;

  private final Client client;
  private final List<String> steady = new ArrayList<>();
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> failed = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean enough;

  /**
   * @param client of an unlimited key
   */
  Soak(Client client) {
    this.client = client;
  }

  /** A piece of load. */
  private interface Piece {
    /** Returns whether it went well. */
    boolean run() throws IOException, InterruptedException;
  }

  /** Begins: the containers that stay, then everything on them. */
  void begin(boolean hasEvents) throws IOException, InterruptedException {
    for (int i = 0; i < STEADY; i++) {
      steady.add(made("steady-" + i, "while :; do echo line $((n=n+1)); sleep 1; done"));
    }
    every("list", Duration.ofMillis(400), () -> isOk("/containers?limit=20&label=faults=soak"));
    every("detail", Duration.ofMillis(500), () -> isOk("/containers/" + one()));
    every("stats", Duration.ofMillis(700), () -> isOk("/containers/" + one() + "/stats"));
    every("logs", Duration.ofSeconds(2), () -> isOk("/containers/" + one() + "/logs?tail=20"));
    every("audit", Duration.ofSeconds(20), () -> isOk("/audit?limit=20"));
    every("exec", Duration.ofSeconds(5), this::exec);
    every("lifecycle", Duration.ofSeconds(4), this::lifecycle);
    every("batch", Duration.ofSeconds(15), this::batch);
    every("creation", Duration.ofSeconds(20), this::creation);
    for (int i = 0; i < FOLLOWERS; i++) {
      int number = i;
      every(
          "followed log",
          Duration.ofSeconds(1),
          () -> followed("/containers/" + steady.get(number) + "/logs?follow=true&tail=5"));
    }
    every(
        "stats stream",
        Duration.ofSeconds(1),
        () -> followed("/containers/" + steady.getFirst() + "/stats"));
    if (hasEvents) {
      for (int i = 0; i < 2; i++) {
        every("followed events", Duration.ofSeconds(1), () -> followed("/events"));
      }
    }
  }

  private void every(String name, Duration pause, Piece piece) {
    done.put(name, new AtomicInteger());
    failed.putIfAbsent(name, new AtomicInteger());
    threads.add(Thread.ofPlatform().name(name).start(() -> repeat(name, pause, piece)));
  }

  private void repeat(String name, Duration pause, Piece piece) {
    while (!enough) {
      try {
        if (!piece.run()) {
          count(failed, name);
        }
        count(done, name);
        Thread.sleep(pause);
      } catch (IOException e) {
        if (!enough) {
          System.err.println(name + ": " + e);
          count(failed, name);
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static void count(Map<String, AtomicInteger> counts, String name) {
    counts.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
  }

  /** One of those that nobody stops. */
  private String one() {
    return steady.get((int) (System.nanoTime() & 0xffff) % (STEADY - TOUCHED));
  }

  private boolean isOk(String path) throws IOException, InterruptedException {
    return told(client.get(path));
  }

  private static boolean told(Client.Answer answer) {
    if (!answer.isOk()) {
      System.err.println(answer);
    }
    return answer.isOk();
  }

  private String made(String name, String script) throws IOException, InterruptedException {
    String body =
        Client.JSON.writeValueAsString(
            Map.of(
                "name",
                "soak-" + ProcessHandle.current().pid() + "-" + name,
                "image",
                "tianniu-lab/busybox:1",
                "command",
                List.of("sh", "-c", "trap 'exit 0' TERM INT; " + script),
                "labels",
                Map.of("faults", "soak")));
    Client.Answer made = client.call("POST", "/containers?wait=30s", body, Map.of());
    if (!told(made)) {
      throw new IOException("no container " + name);
    }
    return made.json().path("id").asString("");
  }

  private boolean exec() throws IOException, InterruptedException {
    String body = "{\"command\":[\"echo\",\"hello\"]}";
    return told(client.call("POST", "/containers/" + one() + "/exec", body, Map.of()));
  }

  /** On one that only this piece touches. */
  private boolean lifecycle() throws IOException, InterruptedException {
    String id = steady.getLast();
    boolean good = true;
    for (String action : List.of("restart?timeout=2", "pause", "unpause")) {
      String sign = action.contains("?") ? "&" : "?";
      String path = "/containers/" + id + "/" + action + sign + "wait=20s";
      good &= told(client.call("POST", path, null, Map.of()));
    }
    return good;
  }

  private boolean batch() throws IOException, InterruptedException {
    List<String> ids = steady.subList(STEADY - TOUCHED, STEADY - 1);
    String body = Client.JSON.writeValueAsString(Map.of("container_ids", ids));
    boolean good = true;
    for (String action : List.of("stop", "start")) {
      String path = "/containers/batch/" + action + "?wait=20s";
      good &= told(client.call("POST", path, body, Map.of()));
    }
    return good;
  }

  private boolean creation() throws IOException, InterruptedException {
    String id = made("new-" + System.nanoTime(), "sleep 1000 & wait");
    String path = "/containers/" + id + "?force=true";
    return told(client.call("DELETE", path, null, Map.of()));
  }

  /** Reads a stream for a while, and leaves. */
  private boolean followed(String path) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(45).toNanos();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                client.stream(path, "text/event-stream"), StandardCharsets.UTF_8))) {
      while (System.nanoTime() < end && !enough) {
        if (lines.readLine() == null) {
          break;
        }
      }
    }
    return true;
  }

  void end() throws InterruptedException {
    enough = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  int failures() {
    return failed.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  String text() {
    Supplier<String> all =
        () -> {
          List<String> parts = new ArrayList<>();
          new TreeMap<>(done)
              .forEach(
                  (name, count) ->
                      parts.add(count + " × " + name + " (" + failed.get(name) + " failed)"));
          return String.join(", ", parts);
        };
    return all.get();
  }

  /** Where a report goes. */
  static Path report() {
    return Path.of("bench", "SOAK.md");
  }
}
