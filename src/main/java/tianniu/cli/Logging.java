package tianniu.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import tianniu.config.LogFormat;
import tianniu.config.LogLevel;

/** Tells the logging library what to write; it must come before the first logger is made. */
final class Logging {
  private static final String LEVEL = "tianniu.log.level";
  private static final String FORMAT = "tianniu.log.format";
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{0}: %msg%n";

  private Logging() {}

  /** Sets what {@link Writing} reads. */
  static void set(LogLevel level, LogFormat format) {
    System.setProperty(LEVEL, level.name());
    System.setProperty(FORMAT, format.name().toLowerCase(Locale.ROOT));
  }

  /**
   * What the library finds by its service file, with its first logger. A file of its XML would cost
   * the start a parser, and more.
   */
  @ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
  public static final class Writing extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
      Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      // The HTTP server tells of every broken connection; what matters is in our own lines.
      root.setLevel(Level.WARN);
      // The pool does too; our own line tells of the outage, once.
      context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
      // The level is for our own loggers.
      context.getLogger("tianniu").setLevel(Level.valueOf(System.getProperty(LEVEL, "INFO")));
      root.addAppender(standardError(context));
      return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
      Encoder<ILoggingEvent> encoder =
          System.getProperty(FORMAT, "text").equals("json") ? objects() : lines(context);
      encoder.setContext(context);
      encoder.start();
      ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
      appender.setContext(context);
      appender.setName("STDERR");
      appender.setTarget("System.err");
      appender.setEncoder(encoder);
      appender.start();
      return appender;
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
      PatternLayoutEncoder encoder = new PatternLayoutEncoder();
      encoder.setContext(context);
      encoder.setPattern(LINE);
      return encoder;
    }

    private static Encoder<ILoggingEvent> objects() {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setWithSequenceNumber(false);
      encoder.setWithNanoseconds(false);
      encoder.setWithContext(false);
      encoder.setWithMessage(false);
      encoder.setWithArguments(false);
      encoder.setWithFormattedMessage(true);
      return encoder;
    }
  }
}
