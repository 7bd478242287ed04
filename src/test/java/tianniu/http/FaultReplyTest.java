package tianniu.http;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;
import tianniu.fault.Violation;

/** The contract's table of errors. */
class FaultReplyTest {
  private static final Violation FIELD = Violation.field("ports[0].internal", "is required");

  /** One of each kind, with the status and the code that the contract gives it. */
  private static final Map<Fault, String> TABLE =
      Map.ofEntries(
          entry(new Fault.Unauthenticated("no"), "401 AUTHENTICATION_FAILED"),
          entry(new Fault.Denied("no", null), "403 PERMISSION_DENIED"),
          entry(Fault.invalid(FIELD), "400 INVALID_PARAMETER"),
          entry(new Fault.NoSuchContainer("x"), "404 CONTAINER_NOT_FOUND"),
          entry(new Fault.ContainerExists("x"), "409 CONTAINER_ALREADY_EXISTS"),
          entry(
              new Fault.WrongState("x", "pause", "paused", List.of("running")),
              "400 INVALID_CONTAINER_STATE"),
          entry(new Fault.NoSuchImage("x", ImageProblem.NOT_FOUND), "404 IMAGE_NOT_FOUND"),
          entry(new Fault.NoSuchNetwork("x"), "404 NETWORK_NOT_FOUND"),
          entry(new Fault.NoSuchVolume("x"), "404 VOLUME_NOT_FOUND"),
          entry(new Fault.NoSuchSecret("x", "y"), "404 SECRET_NOT_FOUND"),
          entry(new Fault.NoSuch(Fault.Kind.KEY, "x"), "404 KEY_NOT_FOUND"),
          entry(new Fault.Exists(Fault.Kind.SECRET, "x"), "409 SECRET_ALREADY_EXISTS"),
          entry(new Fault.InUse(Fault.Kind.ROLE, "x", List.of("y")), "409 ROLE_IN_USE"),
          entry(
              new Fault.LimitExceeded("memory", "8GB", "0B", "9GB", null),
              "403 RESOURCE_LIMIT_EXCEEDED"),
          entry(new Fault.PortInUse(80, "tcp"), "409 PORT_ALREADY_IN_USE"),
          entry(
              new Fault.ExecTimedOut(Duration.ofSeconds(1), "out", "err", true),
              "504 EXEC_TIMEOUT"),
          entry(new Fault.TooManyRequests(Duration.ofSeconds(3)), "429 RATE_LIMIT_EXCEEDED"),
          entry(new Fault.NoSuchRoute("/x"), "404 NOT_FOUND"),
          entry(new Fault.MethodNotAllowed("PUT", List.of("GET")), "405 METHOD_NOT_ALLOWED"),
          entry(new Fault.PayloadTooLarge(1), "413 PAYLOAD_TOO_LARGE"),
          entry(new Fault.UnsupportedMediaType("text/plain"), "415 UNSUPPORTED_MEDIA_TYPE"),
          entry(new Fault.IdempotencyKeyReused(), "422 IDEMPOTENCY_KEY_REUSED"),
          entry(new Fault.IdempotencyKeyInUse(), "409 IDEMPOTENCY_KEY_IN_USE"),
          entry(new Fault.OutcomeUnknown("req-1"), "409 OUTCOME_UNKNOWN"),
          entry(new Fault.NotCancellable("op-1", "succeeded"), "409 OPERATION_NOT_CANCELLABLE"),
          entry(new Fault.EngineUnavailable("gone"), "503 ENGINE_UNAVAILABLE"),
          entry(new Fault.Overloaded("busy"), "503 ENGINE_UNAVAILABLE"),
          entry(new Fault.StoreUnavailable(), "503 STORE_UNAVAILABLE"),
          entry(new Fault.EngineRefused("secret words"), "500 INTERNAL_ERROR"));

  @Test
  void of_everyKindOfFault_hasItsStatusAndCode() {
    Set<Class<?>> kinds = new HashSet<>();
    TABLE.forEach(
        (fault, expected) -> {
          FaultReply reply = FaultReply.of(fault);
          assertThat(reply.status() + " " + reply.code()).isEqualTo(expected);
          assertThat(reply.message()).isNotBlank();
          kinds.add(fault.getClass());
        });

    assertThat(kinds).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
  }

  @Test
  void of_whatMayGoBetterLater_saysWhen() {
    TABLE
        .keySet()
        .forEach(
            fault -> {
              FaultReply reply = FaultReply.of(fault);
              if (reply.status() == 429 || reply.status() == 503) {
                assertThat(reply.headers()).as(reply.code()).containsKey("Retry-After");
              }
            });
  }

  @Test
  void of_faultsWithHeaders_haveThem() {
    assertThat(FaultReply.of(new Fault.Unauthenticated("no")).headers())
        .containsExactly(entry("WWW-Authenticate", "Bearer"));
    assertThat(FaultReply.of(new Fault.TooManyRequests(Duration.ofMillis(10))).headers())
        .containsExactly(entry("Retry-After", "1"));
    assertThat(FaultReply.of(new Fault.EngineUnavailable("")).headers())
        .containsOnlyKeys("Retry-After");
    assertThat(FaultReply.of(new Fault.MethodNotAllowed("PUT", List.of("GET", "POST"))).headers())
        .containsExactly(entry("Allow", "GET, POST"));
  }

  @Test
  void of_noSuchContainer_hasTheDocumentsWords() {
    FaultReply reply = FaultReply.of(new Fault.NoSuchContainer("a1b2"));

    assertThat(reply.message()).isEqualTo("Container with ID 'a1b2' not found");
    assertThat(reply.details()).isEqualTo(Map.of("container_id", "a1b2"));
  }

  @Test
  void of_wrongState_saysStatusAndAllowed() {
    FaultReply reply =
        FaultReply.of(new Fault.WrongState("a1", "stop", "stopped", List.of("running", "paused")));

    assertThat(reply.details())
        .containsEntry("container_id", "a1")
        .containsEntry("status", "stopped")
        .containsEntry("allowed", List.of("running", "paused"));
  }

  @Test
  void of_notCancellable_saysWhetherItHasEnded() {
    assertThat(FaultReply.of(new Fault.NotCancellable("op-1", "cancelled")).message())
        .isEqualTo("Operation 'op-1' has already ended (cancelled)");
    assertThat(FaultReply.of(new Fault.NotCancellable("op-1", "running")).message())
        .isEqualTo("Operation 'op-1' is running and cannot be cancelled any more");
  }

  @Test
  void of_limitExceeded_saysTheAmounts() {
    assertThat(FaultReply.of(new Fault.LimitExceeded("cpu", "2.0", "0.0", "3.0", null)).details())
        .isEqualTo(Map.of("resource", "cpu", "limit", "2.0", "used", "0.0", "requested", "3.0"));
  }

  @Test
  void of_noSuchImage_saysTheReason() {
    for (ImageProblem problem : ImageProblem.values()) {
      assertThat(FaultReply.of(new Fault.NoSuchImage("x:1", problem)).details())
          .isEqualTo(
              Map.of("image", "x:1", "reason", problem.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  @Test
  void of_execTimedOut_hasTheOutputSoFar() {
    assertThat(
            FaultReply.of(new Fault.ExecTimedOut(Duration.ofSeconds(90), "a", "b", true)).details())
        .isEqualTo(Map.of("timeout", "1m30s", "stdout", "a", "stderr", "b", "truncated", true));
  }

  @Test
  void of_invalid_saysWhereByTheKindOfPlace() {
    assertThat(FaultReply.of(Fault.invalid(FIELD)).details())
        .containsEntry("field", "ports[0].internal");
    assertThat(FaultReply.of(Fault.invalid(Violation.parameter("limit", "no"))).details())
        .containsEntry("parameter", "limit");
    assertThat(
            FaultReply.of(
                    Fault.invalid(new Violation(Violation.Where.HEADER, "Upgrade", "is wrong")))
                .details())
        .containsEntry("parameter", "Upgrade");
  }

  @Test
  void of_severalViolations_listsAllAndCountsTheRest() {
    FaultReply reply =
        FaultReply.of(new Fault.Invalid(List.of(FIELD, Violation.field("name", "is required"))));

    assertThat(reply.message()).contains("ports[0].internal is required").contains("(and 1 more)");
    assertThat(reply.details().get("violations"))
        .isEqualTo(
            List.of(
                Map.of("field", "ports[0].internal", "message", "is required"),
                Map.of("field", "name", "message", "is required")));
  }

  @Test
  void of_engineRefused_keepsTheEnginesWordsToItself() {
    FaultReply reply = FaultReply.of(new Fault.EngineRefused("secret words"));

    assertThat(reply.toString()).doesNotContain("secret");
  }

  @Test
  void body_anyFault_hasTheDocumentsThreeFieldsInOrder() {
    assertThat(FaultReply.of(new Fault.NoSuchVolume("v")).body())
        .containsExactly(
            entry("code", "VOLUME_NOT_FOUND"),
            entry("message", "Volume 'v' not found"),
            entry("details", Map.of("volume", "v")));
  }
}
