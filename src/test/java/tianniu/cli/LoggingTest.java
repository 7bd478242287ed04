package tianniu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tianniu.config.LogFormat;
import tianniu.config.LogLevel;

class LoggingTest {
  private final Properties before = (Properties) System.getProperties().clone();

  @AfterEach
  void restore() {
    System.setProperties(before);
  }

  /** The logging that these settings give, in a context of its own. */
  private static LoggerContext context(LogLevel level, LogFormat format) {
    LoggerContext context = new LoggerContext();
    Logging.set(level, format);
    new Logging.Writing().configure(context);
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .extracting(Status::getLevel)
        .doesNotContain(Status.WARN, Status.ERROR);
    return context;
  }

  private static ConsoleAppender<?> appender(LoggerContext context) {
    return (ConsoleAppender<ILoggingEvent>)
        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
  }

  @Test
  void logging_text_writesLinesToStandardError() {
    LoggerContext context = context(LogLevel.DEBUG, LogFormat.TEXT);

    assertThat(appender(context).getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
    assertThat(appender(context).getTarget()).isEqualTo("System.err");
    assertThat(appender(context).isStarted()).isTrue();
    assertThat(context.getLogger("tianniu.http").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("org.eclipse.jetty").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void logging_json_writesObjects() {
    ConsoleAppender<?> appender = appender(context(LogLevel.INFO, LogFormat.JSON));

    assertThat(appender.getEncoder()).isInstanceOf(JsonEncoder.class);
    assertThat(appender.getEncoder().isStarted()).isTrue();
  }

  @Test
  void logging_ofThisProcess_isOurs() {
    LoggerContext found = (LoggerContext) LoggerFactory.getILoggerFactory();

    assertThat(found.getLogger("com.zaxxer.hikari").getLevel()).isEqualTo(Level.ERROR);
    assertThat(appender(found).getTarget()).isEqualTo("System.err");
  }
}
