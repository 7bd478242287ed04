package tianniu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoggingTest {

  /** The logging that our file gives, in a context of its own. */
  private static LoggerContext context(String level, String format) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.putProperty("tianniu.log.level", level);
    context.putProperty("tianniu.log.format", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
    return context;
  }

  private static ConsoleAppender<?> appender(LoggerContext context) {
    return (ConsoleAppender<ILoggingEvent>)
        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
  }

  @Test
  void logback_text_writesLinesToStandardError() throws JoranException {
    LoggerContext context = context("DEBUG", "text");

    assertThat(appender(context).getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
    assertThat(appender(context).getTarget()).isEqualTo("System.err");
    assertThat(context.getLogger("tianniu.http").getEffectiveLevel()).isEqualTo(Level.DEBUG);
  }

  @Test
  void logback_json_writesObjects() throws JoranException {
    assertThat(appender(context("INFO", "json")).getEncoder()).isInstanceOf(JsonEncoder.class);
  }
}
