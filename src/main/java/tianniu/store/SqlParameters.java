package tianniu.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Finds the parameters of our own statements, {@code :name} and {@code ?}, outside of quotes.
 * JDBI's own parsers are made by a generator of parsers, which a start has to pay for: a tenth of
 * all its processor time.
 */
final class SqlParameters implements SqlParser {
  static final SqlParameters PARSER = new SqlParameters();

  /** A quoted text or name, a cast, or a parameter. */
  private static final Pattern TOKEN =
      Pattern.compile("'[^']*'|\"[^\"]*\"|::|:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<place>\\?)");

  private SqlParameters() {}

  @Override
  public ParsedSql parse(String sql, StatementContext context) {
    ParsedSql.Builder parsed = ParsedSql.builder();
    Matcher token = TOKEN.matcher(sql);
    int done = 0;
    while (token.find()) {
      String name = token.group("name");
      if (name == null && token.group("place") == null) {
        continue;
      }
      parsed.append(sql.substring(done, token.start()));
      if (name == null) {
        parsed.appendPositionalParameter();
      } else {
        parsed.appendNamedParameter(name);
      }
      done = token.end();
    }
    return parsed.append(sql.substring(done)).build();
  }

  @Override
  public String nameParameter(String rawName, StatementContext context) {
    return ":" + rawName;
  }
}
