package tianniu.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.CaseFile.Consumption;
import tianniu.diagnosis.CaseFile.Health;
import tianniu.diagnosis.CaseFile.Limits;
import tianniu.diagnosis.CaseFile.Run;
import tianniu.engine.ByteSize;
import tianniu.engine.Cpus;
import tianniu.engine.HealthStatus;
import tianniu.engine.RestartPolicy;
import tianniu.health.Healing;
import tianniu.live.Status;
import tianniu.live.StatusReason;

/** Cases in the making. */
final class Cases {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Instant STARTED = NOW.minusSeconds(600);
  static final Limits LIMITS = new Limits(new ByteSize(128L << 20), new Cpus(500_000_000L));

  private final Status status;
  private boolean away;
  private boolean incomplete;
  private boolean underWay;
  private boolean looping;
  private @Nullable Instant startedAt = STARTED;
  private @Nullable Exit ending;
  private RestartPolicy policy = RestartPolicy.NO;
  private int restarts;
  private @Nullable StatusReason failure;
  private @Nullable String engineError;
  private @Nullable Health health;
  private @Nullable Healing healing;
  private @Nullable Consumption usage;
  private Limits limits = LIMITS;
  private final List<Check> checks = new ArrayList<>();
  private Remains.@Nullable Removal removal;
  private boolean linesKept = true;

  private Cases(Status status) {
    this.status = status;
  }

  static Cases of(Status status) {
    return new Cases(status);
  }

  /** Stopped, after its process has ended by itself. */
  static Cases ended(int code) {
    return of(Status.STOPPED).ending(new Exit(code, false, false, NOW.minusSeconds(60)));
  }

  static Cases running() {
    return of(Status.RUNNING);
  }

  /** A creation that has failed so. */
  static Cases failed(String code, String message) {
    return of(Status.FAILED).neverStarted().failure(code, message);
  }

  Cases away() {
    away = true;
    return this;
  }

  Cases incomplete() {
    incomplete = true;
    return this;
  }

  Cases underWay() {
    underWay = true;
    return this;
  }

  Cases looping(int count) {
    looping = true;
    restarts = count;
    return this;
  }

  Cases restarted(int count, Instant last) {
    restarts = count;
    startedAt = last;
    return this;
  }

  Cases neverStarted() {
    startedAt = null;
    return this;
  }

  Cases ending(@Nullable Exit how) {
    ending = how;
    return this;
  }

  Cases policy(RestartPolicy.Type type, int retries) {
    policy = new RestartPolicy(type, retries);
    return this;
  }

  Cases failure(String code, String message) {
    failure = new StatusReason(code, message);
    return this;
  }

  Cases engineError(String words) {
    engineError = words;
    return this;
  }

  Cases probed(HealthStatus now, int streak, @Nullable String error) {
    health = new Health(now, "http://localhost/health", NOW, streak, error);
    return this;
  }

  Cases checkedByItsImage(HealthStatus now, int streak, @Nullable String error) {
    health = new Health(now, null, NOW, streak, error);
    return this;
  }

  /** This server has restarted it so often, and not yet again. */
  Cases healed(int done, int limit, @Nullable Instant next) {
    Instant last = done == 0 ? null : NOW.minusSeconds(5);
    healing = new Healing(done, limit, last, next, done >= limit, null);
    return this;
  }

  Cases healingRefused(String why) {
    healing = new Healing(0, 5, null, null, false, why);
    return this;
  }

  Cases uses(long memory, @Nullable Double cores) {
    usage = new Consumption(memory, cores);
    return this;
  }

  Cases unlimited() {
    limits = new Limits(null, null);
    return this;
  }

  Cases needs(Check.Kind kind, String name, Check.Result result) {
    checks.add(new Check(kind, name, result));
    return this;
  }

  Cases needs(Check check) {
    checks.add(check);
    return this;
  }

  Cases removed(Remains.By by) {
    removal = new Remains.Removal(NOW, by);
    return this;
  }

  Cases withoutLines() {
    linesKept = false;
    return this;
  }

  // The checker does not see in a class file that the removal may be null.
  @SuppressWarnings("NullAway")
  CaseFile file() {
    return new CaseFile(
        "0123456789abcdef0123456789abcdef",
        "web",
        "shop/web:1",
        status,
        away,
        incomplete,
        new Run(underWay, looping, startedAt, ending, policy, restarts),
        failure,
        engineError,
        health,
        healing,
        usage,
        limits,
        checks,
        "serve",
        removal,
        linesKept,
        NOW);
  }

  Judgement judged() {
    return Judgement.of(file());
  }
}
