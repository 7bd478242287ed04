package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import tianniu.config.Secret;

/** What a database's URL says. */
class DatabaseAddressTest {
  private static PGSimpleDataSource of(String url) {
    return (PGSimpleDataSource) DatabaseAddress.of(new Secret(url)).dataSource();
  }

  @Test
  void dataSource_wholeUrl_takesEachPart() {
    PGSimpleDataSource source =
        of("postgresql://me:p%40s+s%3Aw@db.example:5433/state?sslmode=require");
    assertThat(source.getServerNames()).containsExactly("db.example");
    assertThat(source.getPortNumbers()).containsExactly(5433);
    assertThat(source.getDatabaseName()).isEqualTo("state");
    assertThat(source.getUser()).isEqualTo("me");
    assertThat(source.getPassword()).isEqualTo("p@s+s:w");
    assertThat(source.getSslMode()).isEqualTo("require");
  }

  @Test
  void dataSource_shortUrl_takesTheUsualPort() {
    PGSimpleDataSource source = of("postgres://me@[::1]/state");
    assertThat(source.getPortNumbers()).containsExactly(5432);
    assertThat(source.getUser()).isEqualTo("me");
    assertThat(source.getPassword()).isNull();
  }

  @Test
  void toString_password_isNotInIt() {
    DatabaseAddress address =
        DatabaseAddress.of(
            new Secret("postgresql://me:secret-word@db.example/state?password=more"));
    assertThat(address.toString()).isEqualTo("db.example:5432/state");
    assertThat(Objects.requireNonNull(address.password()).toString()).doesNotContain("secret");
  }
}
