package tianniu.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.caller.Network;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Deed.Kind;
import tianniu.http.Deed.Target;

/**
 * What a request leaves behind for the audit. Whoever learns on the way what it is about says so
 * here; bodies and values of secrets must not be named.
 */
public final class Trail {
  /** The parts of a path by which it is known what a call is about that got no further. */
  private static final Map<String, Kind> KINDS =
      Map.of(
          "containers", Kind.CONTAINER,
          "secrets", Kind.SECRET,
          "keys", Kind.KEY,
          "roles", Kind.ROLE,
          "quotas", Kind.QUOTA);

  private final Witness witness;
  private final Request request;
  private final @Nullable Route route;
  private @Nullable Caller caller;
  private @Nullable Target target;
  private @Nullable List<Part> parts;
  private @Nullable Map<String, Object> details;
  private @Nullable Instant startedAt;
  private boolean over;

  /** One of several things that a call was about. */
  private record Part(Target target, @Nullable Fault fault) {}

  Trail(Witness witness, Request request, @Nullable Route route) {
    this.witness = witness;
    this.request = request;
    this.route = route;
  }

  /** Who calls; a door says so also of whom it then refuses. */
  public synchronized void calledBy(Caller who) {
    caller = who;
  }

  /** What the call is about. */
  public void target(Kind kind, @Nullable String id, @Nullable String name) {
    target(new Target(kind, id, name, null));
  }

  /** What the call is about; replaces what was said before. */
  public synchronized void target(Target what) {
    target = what;
  }

  /**
   * One of several things that were acted on, and what became of it: each is remembered by itself,
   * after the call's own target if it has one.
   *
   * @param fault null when it went well
   */
  public synchronized void part(Target what, @Nullable Fault fault) {
    if (parts == null) {
      parts = new ArrayList<>();
    }
    parts.add(new Part(what, fault));
  }

  /** Something to be known beside: a text, a number, a flag, or a list of texts. */
  public synchronized void detail(String name, Object value) {
    if (details == null) {
      details = new LinkedHashMap<>();
    }
    details.put(name, value);
  }

  /**
   * Remembers that the call is about to do what it is for, before it does. The end is remembered by
   * itself, with the details that are named from now on.
   *
   * @throws FaultException with {@link Fault.StoreUnavailable}: then it must not be done
   */
  public synchronized void started() {
    witness.saw(List.of(deed(target, Deed.STARTED, 200)));
    details = null;
    startedAt = witness.now();
  }

  /**
   * The same as {@link #started}, and meanwhile makes something ready that does nothing yet: the
   * disk and the engine then take their time at once.
   *
   * @throws FaultException with {@link Fault.StoreUnavailable}: then it must not be done; or what
   *     the preparation throws
   */
  public <T> T startedWhile(Supplier<T> preparation) {
    CompletableFuture<Void> recorded =
        CompletableFuture.runAsync(this::started, Thread::startVirtualThread);
    try {
      return preparation.get();
    } finally {
      await(recorded);
    }
  }

  private static void await(CompletableFuture<Void> recorded) {
    try {
      recorded.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : e;
    }
  }

  /**
   * Remembers the end of what was started and outlives its request. Only the first end counts.
   *
   * @param how a last detail
   * @throws FaultException with {@link Fault.StoreUnavailable}
   */
  public synchronized void ended(String how, Object value) {
    if (!over) {
      detail(how, value);
      over(Deed.OK, 101);
    }
  }

  /** Remembers how the request ended. Only the first end counts. */
  synchronized void over(String outcome, int status) {
    if (over) {
      return;
    }
    over = true;
    boolean turnedAway = status == 401 || status == 429;
    if (turnedAway) {
      witness.turnedAway(deed(target, outcome, status));
    } else if (isRemembered() || status == 403) {
      if (startedAt != null) {
        detail("duration", Durations.text(Duration.between(startedAt, witness.now())));
      }
      witness.saw(deeds(outcome, status));
    }
  }

  /** Whether the request's end will be told by who does what was started. */
  synchronized boolean isStarted() {
    return startedAt != null;
  }

  void requireReady() {
    if (isRemembered()) {
      witness.requireReady();
    }
  }

  private boolean isRemembered() {
    return route != null && route.isRemembered();
  }

  private List<Deed> deeds(String outcome, int status) {
    if (parts == null || parts.isEmpty()) {
      return List.of(deed(target, outcome, status));
    }
    List<Deed> deeds = new ArrayList<>();
    if (target != null) {
      deeds.add(deed(target, outcome, status));
    }
    for (Part part : parts) {
      if (part.fault() == null) {
        deeds.add(deed(part.target(), outcome, status));
      } else {
        FaultReply reply = FaultReply.of(part.fault());
        deeds.add(deed(part.target(), reply.code(), reply.status()));
      }
    }
    return deeds;
  }

  private Deed deed(@Nullable Target about, String outcome, int status) {
    return new Deed(
        request.id(),
        route == null ? null : route.operationId(),
        route == null ? request.method() : route.method().name(),
        route == null ? null : route.path(),
        caller,
        Network.text(request.clientAddress()),
        about == null ? asked() : about,
        outcome,
        status,
        details == null ? Map.of() : details);
  }

  /** What the path names, when nobody came to look for it. */
  private @Nullable Target asked() {
    if (route == null || request.pathParameters().isEmpty()) {
      return null;
    }
    for (String segment : route.path().split("/", -1)) {
      Kind kind = KINDS.get(segment);
      if (kind != null) {
        String asked = request.pathParameters().values().iterator().next();
        return kind == Kind.KEY
            ? new Target(kind, asked, null, null)
            : new Target(kind, null, asked, null);
      }
    }
    return null;
  }
}
