// What the JDK itself logs, as without a provider: warnings and errors, on standard error.
package io.mycni.quiet;

import java.text.MessageFormat;
import java.util.ResourceBundle;

/** The one logger, and its provider. */
public class QuietLogger extends System.LoggerFinder implements System.Logger {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return this;
  }

  @Override
  public String getName() {
    return "mycni";
  }

  @Override
  public boolean isLoggable(Level level) {
    return level == Level.WARNING || level == Level.ERROR;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (isLoggable(level)) {
      System.err.println("java: " + message + (thrown == null ? "" : ": " + thrown));
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    if (isLoggable(level)) {
      boolean plain = parameters == null || parameters.length == 0;
      System.err.println("java: " + (plain ? format : MessageFormat.format(format, parameters)));
    }
  }
}
