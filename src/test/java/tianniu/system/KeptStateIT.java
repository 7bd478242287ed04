package tianniu.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What the door keeps, on each database: all of it is the same after the server was killed. */
@SystemTest
class KeptStateIT {
  private final Docker docker;

  KeptStateIT(Docker docker) {
    this.docker = docker;
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void keysRolesQuotasAndSecrets_afterAKill_holdAsBefore(Database database) {
    try (Database.Made made = database.make()) {
      String mark = Docker.newName("team");
      Product first = Product.start("kept", made.settings());
      Api before = new Api(first);
      before
          .put("/roles/deployer", "{\"permissions\":[\"container:read\",\"container:write\"]}")
          .ok();
      String scope = ",\"scope\":{\"labels\":{\"team\":\"%s\"}}".formatted(mark);
      JsonNode key = before.makeKey("deploy", "deployer", scope);
      JsonNode revoked = before.makeKey("old", "viewer", "");
      before.delete("/keys/" + revoked.path("id").asString()).ok();
      before
          .put("/quotas/kept", "{\"labels\":{\"team\":\"%s\"},\"containers\":2}".formatted(mark))
          .ok();
      String secret =
          "{\"values\":{\"word\":\"one\"},\"labels\":{\"team\":\"%s\"}}".formatted(mark);
      before.put("/secrets/kept", secret).ok();
      Api team = before.with(key.path("key").asString());
      String id = team.running(withSecret());
      String rotated = "{\"values\":{\"word\":\"two\"},\"recreate\":true}";
      before.post("/secrets/kept/rotate?wait=60s", rotated).ok();
      first.kill();

      try (Product second = first.startAgain()) {
        check(new Api(second), key, revoked, id);
      }
    }
  }

  private void check(Api admin, JsonNode key, JsonNode revoked, String id) {
    Api team = admin.with(key.path("key").asString());
    admin.with(revoked.path("key").asString()).get("/containers").refused("AUTHENTICATION_FAILED");
    team.get("/keys").refused("PERMISSION_DENIED");
    assertThat(team.get("/containers").ok().path("total").asInt()).isEqualTo(1);
    assertThat(
            docker.run(
                "exec", team.detail(id).path("engine_id").asString(), "sh", "-c", "echo $WORD"))
        .isEqualToIgnoringWhitespace("two");
    assertThat(admin.get("/secrets/kept").ok().path("version").asInt()).isEqualTo(2);
    String another = team.running(withSecret());
    team.create(withSecret()).refused("RESOURCE_LIMIT_EXCEEDED");
    team.delete("/containers/" + another + "?force=true").ok();
    assertThat(admin.get("/audit?operation=rotateSecret").ok().path("entries")).isNotEmpty();
  }

  private static Body withSecret() {
    return Body.sleeper("kept")
        .json(
            "environment_variables",
            "[{\"name\":\"WORD\",\"value_from\":{\"secret_name\":\"kept\",\"key\":\"word\"}}]");
  }
}
