package tianniu.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import tianniu.config.Secret;

/**
 * Where a PostgreSQL database is, and who may enter it.
 *
 * @param where host, port and name: what may be shown
 * @param query of the URL, for the driver: {@code sslmode=require}; null for none
 */
record DatabaseAddress(
    String where, @Nullable String query, @Nullable String user, @Nullable Secret password) {
  private static final int DEFAULT_PORT = 5432;
  private static final int CONNECT_SECONDS = 3;

  /** A server that has gone without a word is noticed by then. */
  private static final int SILENCE_SECONDS = 30;

  /**
   * @param url {@code postgresql://user:password@host:port/name}, with what is special in user and
   *     password as %xx
   */
  static DatabaseAddress of(Secret url) {
    URI uri = URI.create(url.reveal());
    String userInfo = uri.getRawUserInfo();
    int colon = userInfo == null ? -1 : userInfo.indexOf(':');
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    return new DatabaseAddress(
        uri.getHost() + ":" + port + uri.getRawPath(),
        uri.getRawQuery(),
        userInfo == null ? null : decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        colon < 0 ? null : new Secret(decoded(userInfo.substring(colon + 1))));
  }

  /** Makes connections of its own, one each time. */
  DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://" + where + (query == null ? "" : "?" + query));
    if (user != null) {
      source.setUser(user);
    }
    if (password != null) {
      source.setPassword(password.reveal());
    }
    source.setApplicationName("tianniu");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SILENCE_SECONDS);
    source.setTcpKeepAlive(true);
    // Details name the values that were to be stored.
    source.setLogServerErrorDetail(false);
    return source;
  }

  private static String decoded(String text) {
    // Of a URL's authority: a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  @Override
  public String toString() {
    return where;
  }
}
