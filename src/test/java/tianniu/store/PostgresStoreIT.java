package tianniu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tianniu.config.Config;
import tianniu.config.Secret;
import tianniu.fault.FaultException;
import tianniu.keyring.MasterKey;

/** The store on a real PostgreSQL, with a database of its own for each test. */
class PostgresStoreIT extends StoreContract {
  private final LabPostgres database = LabPostgres.named("store");
  private final String name = database.name();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private String url() {
    return database.url();
  }

  @Override
  Config.Storage storage() {
    return at(url());
  }

  private static Config.Storage at(String url) {
    return new Config.Storage(new Secret(url), null, 365);
  }

  @Override
  String where() {
    return DatabaseAddress.of(new Secret(url())).where();
  }

  @Override
  void makeDatabase() {
    database.make();
    log.start();
    ((Logger) LoggerFactory.getLogger(Outage.class)).addAppender(log);
  }

  @AfterEach
  void dropDatabase() {
    ((Logger) LoggerFactory.getLogger(Outage.class)).detachAppender(log);
    closeAll();
    database.close();
  }

  private void cutOff() {
    LabPostgres.asAdmin("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    LabPostgres.asAdmin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  private void letIn() {
    LabPostgres.asAdmin("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
  }

  @Test
  void write_connectionKilledInTheMiddle_isUnavailableAndHeals() {
    insert(store(), 1);
    assertThat(
            faultOf(
                () ->
                    store()
                        .write(
                            h -> {
                              h.execute("INSERT INTO seen (id) VALUES (2)");
                              return h.select("SELECT pg_terminate_backend(pg_backend_pid())")
                                  .mapTo(Boolean.class)
                                  .one();
                            })))
        .isEqualTo(UNAVAILABLE);
    insert(store(), 3);
    assertThat(ids(store())).containsExactly(1L, 3L);
  }

  @Test
  void database_away_isToldOnceAndHealsByItself() {
    cutOff();
    for (int i = 0; i < 3; i++) {
      assertThat(faultOf(() -> insert(store(), 1))).isEqualTo(UNAVAILABLE);
    }
    assertThat(faultOf(() -> ids(store()))).isEqualTo(UNAVAILABLE);
    assertThat(faultOf(() -> ids(store()))).isEqualTo(UNAVAILABLE);
    assertThat(said(Level.ERROR))
        .hasSize(2)
        .allMatch(line -> line.startsWith("the database cannot be "))
        .allMatch(
            line ->
                line.contains("not currently accepting connections") || line.contains("terminat"))
        .noneMatch(line -> line.contains("lab-password"));

    letIn();
    insert(store(), 2);
    // The pool of the readers looks again at growing intervals.
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(FaultException.class)
        .untilAsserted(() -> assertThat(ids(store())).containsExactly(2L));
    assertThat(said(Level.INFO))
        .containsExactly("the database can be written again", "the database can be read again");
  }

  private List<String> said(Level level) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void open_whileAnotherServes_isRefused() {
    assertThatThrownBy(() -> alsoOpen(dataDir))
        .isInstanceOf(IOException.class)
        .hasMessage("Another server runs with the database " + where() + ".");
    insert(store(), 1);
  }

  @Test
  void write_lockLostToAnother_isUnavailableUntilItEnds() throws IOException {
    Store first = store();
    LabPostgres.asAdmin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    try (Store second = Stores.open(dataDir, storage(), key())) {
      insert(second, 1);
      assertThat(faultOf(() -> insert(first, 2))).isEqualTo(UNAVAILABLE);
      assertThat(faultOf(() -> insert(first, 2))).isEqualTo(UNAVAILABLE);
      insert(second, 3);
    }
    insert(first, 4);
    assertThat(ids(first)).containsExactly(1L, 3L, 4L);
  }

  @Test
  void write_serverThatDoesNotWaitForItsDisk_waitsForOurs() throws IOException {
    LabPostgres.asAdmin("ALTER DATABASE " + name + " SET synchronous_commit = off");
    open();
    assertThat(setting()).isEqualTo("on");
    LabPostgres.asAdmin("ALTER DATABASE " + name + " SET synchronous_commit = remote_apply");
    open();
    assertThat(setting()).isEqualTo("remote_apply");
  }

  private String setting() {
    return store().write(h -> h.select("SHOW synchronous_commit").mapTo(String.class).one());
  }

  @Test
  void open_wrongPassword_isRefusedWithoutShowingIt() {
    String wrong = url().replace("lab-password", "not%40the-one");
    assertThatThrownBy(() -> Stores.open(dataDir, at(wrong), key()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The database " + where() + " cannot be used: ")
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("the-one");
  }

  @Test
  void open_nobodyThere_isRefused() {
    assertThatThrownBy(
            () -> Stores.open(dataDir, at("postgresql://u:secret-word@127.0.0.1:1/name"), key()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The database 127.0.0.1:1/name cannot be used: ")
        .hasMessageNotContaining("secret-word");
  }

  @Test
  void open_databaseOfOthers_isRefusedAndLeftAlone() throws IOException {
    closeAll();
    Jdbi theirs = Jdbi.create(DatabaseAddress.of(new Secret(url())).dataSource());
    theirs.useHandle(
        h ->
            h.createScript(
                    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE theirs (id INT)")
                .execute());
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(where());
    assertThat(
            theirs.<List<String>, RuntimeException>withHandle(
                h ->
                    h.select("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                        .mapTo(String.class)
                        .list()))
        .containsExactly("theirs");
  }

  private MasterKey key() throws IOException {
    return MasterKey.loadOrCreate(dataDir, null);
  }
}
