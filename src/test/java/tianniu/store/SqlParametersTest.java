package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters as a database gets them. */
class SqlParametersTest {
  private static Handle database() throws SQLException {
    Jdbi jdbi = Jdbi.create(DriverManager.getConnection("jdbc:sqlite::memory:"));
    jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
    return HeldConnection.plain(jdbi).open();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          SELECT :one || :two || :one => aba
          SELECT ':one' || :one => :onea
          SELECT 'it''s :two' || :one => it's :twoa
          SELECT "x:two" FROM (SELECT :one AS "x:two") => a
          SELECT :one||(1 < 2)||'<not:a>'||(2>1) => a1<not:a>1
          SELECT :one_more || :one => ca
          SELECT replace('a:b', ':', :one) => aab
          """)
  void namedParameters_areThoseOutsideOfQuotes(String sql, String expected) throws SQLException {
    try (Handle handle = database()) {
      assertThat(
              handle
                  .createQuery(sql)
                  .bind("one", "a")
                  .bind("two", "b")
                  .bind("one_more", "c")
                  .mapTo(String.class)
                  .one())
          .isEqualTo(expected);
    }
  }

  @Test
  void places_areTakenInTheirOrder() throws SQLException {
    try (Handle handle = database()) {
      assertThat(
              handle
                  .createQuery("SELECT ? || '?' || ?")
                  .bind(0, "a")
                  .bind(1, "b")
                  .mapTo(String.class)
                  .list())
          .isEqualTo(List.of("a?b"));
    }
  }
}
