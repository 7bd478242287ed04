package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRulesTest {
  private static final String HUB = "hub.example";
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private final ImageRules rules = new ImageRules(Set.of(HUB, "index.hub.example"));

  private boolean allows(String pattern, String image) {
    return rules.allows(
        List.of(pattern.replace("DIGEST", DIGEST)), image.replace("DIGEST", DIGEST));
  }

  @ParameterizedTest
  @CsvSource({
    "nginx,            nginx",
    "nginx,            nginx:1.27",
    "nginx,            nginx@DIGEST",
    "nginx,            library/nginx",
    "nginx,            hub.example/nginx:1",
    "nginx,            hub.example/library/nginx:1",
    "nginx,            index.hub.example/library/nginx",
    "hub.example/library/nginx, nginx:1",
    "nginx:latest,     nginx",
    "nginx,            nginx:latest",
    "nginx:1.*,        nginx:1.27",
    "nginx:*,          nginx",
    "nginx@DIGEST,     nginx@DIGEST",
    "nginx@DIGEST,     nginx:1.27@DIGEST",
    "nginx@*,          nginx@DIGEST",
    "myteam/*,         myteam/app:1",
    "myteam/*,         myteam/deep/app",
    "myteam/*,         hub.example/myteam/app",
    "*,                nginx",
    "*,                myteam/app@DIGEST",
    "library/*,        nginx",
    "library/ng*,      nginx:1",
    "reg.example:5000/team/*,  reg.example:5000/team/app:2",
    "localhost/app:1,  localhost/app:1",
    "c0ffee,           c0ffee",
    "c0ffee,           c0ffee:latest",
  })
  void image_ofThePattern_isAllowed(String pattern, String image) {
    assertThat(allows(pattern, image)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx,            nginx-evil",
    "nginx,            evil/nginx",
    "nginx,            reg.example/nginx",
    "nginx,            reg.example/library/nginx",
    "nginx,            localhost/nginx",
    "nginx,            HUB.example/nginx",
    "nginx,            hub.example:443/nginx",
    "nginx:1.27,       nginx",
    "nginx:1.27,       nginx:1.270",
    "nginx:1.27,       nginx@DIGEST",
    "nginx:1.27,       nginx:1.27@DIGEST",
    "nginx:1.*,        nginx:1.27@DIGEST",
    "nginx:*,          nginx@DIGEST",
    "nginx@DIGEST,     nginx",
    "nginx@DIGEST,     nginx:latest",
    "nginx@*,          nginx:1",
    "nginx@DIGEST,     evil@DIGEST",
    "myteam/*,         myteam",
    "myteam/*,         myteams/app",
    "myteam/*,         reg.example/myteam/app",
    "*,                reg.example/app",
    "*,                reg.example:5000/app",
    "reg*,             reg.example/app",
    "reg.example*,     reg.example/app",
    "reg.example*,     reg.example.evil/app",
    "reg.example/*,    reg.example:5000/app",
    "reg.example/*,    reg.example.evil/app",
    "library/*,        myteam/app",
    "library/ng*,      ngteam/app",
    "lib*,             nginx",
    "foo/bar,          library/foo/bar",
    "ng*x,             nginx",
    "*nginx,           nginx",
    "*,                c0ffee",
    "c0f*,             c0ffee",
    "*,                sha256:abcd",
    "sha256,           sha256:abcd",
    "'',               nginx",
  })
  void image_outsideThePattern_isNot(String pattern, String image) {
    assertThat(allows(pattern, image)).isFalse();
  }

  @Test
  void image_byItsId_isAllowedByTheSameTextAlone() {
    String id = "ab".repeat(32);
    assertThat(rules.allows(List.of("*", "nginx"), id)).isFalse();
    assertThat(rules.allows(List.of("*", "nginx"), "sha256:" + id)).isFalse();
    assertThat(rules.allows(List.of("sha256:" + id), "sha256:" + id)).isTrue();
  }

  @Test
  void image_noPattern_isNot() {
    assertThat(rules.allows(List.of(), "nginx")).isFalse();
  }
}
