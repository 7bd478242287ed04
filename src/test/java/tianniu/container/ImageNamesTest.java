package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "nginx:latest",
        "library/nginx:1.25-alpine",
        "registry.example.com/myteam/api-service:v1.2.3",
        "localhost:5000/a",
        "[::1]:5000/a",
        "a/b__c/d-e.f",
        "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void check_references_areTaken(String name) {
    assertThat(ImageNames.check(name)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "Nginx", "nginx:", ":latest", "a b", "a//b", "/a", "a/", "-a", "a:b:c", "a@b",
        "../a", "a?x=1", "a\n", "a/../b", "a#b", "a%2fb"
      })
  void check_others_areRefused(String name) {
    assertThat(ImageNames.check(name)).isEmpty();
  }

  @Test
  void check_longName_isRefused() {
    assertThat(ImageNames.check("a".repeat(513))).isEmpty();
    assertThat(ImageNames.check("a-".repeat(256) + "!")).isEmpty();
  }
}
