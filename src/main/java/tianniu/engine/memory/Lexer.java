package tianniu.engine.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tianniu.engine.memory.Script.Part;
import tianniu.engine.memory.Script.SyntaxError;
import tianniu.engine.memory.Script.Word;

/** Cuts the text of a script into words and operators. */
final class Lexer {
  /** A word or an operator. */
  sealed interface Token {}

  record WordToken(Word word) implements Token {}

  record Operator(String text) implements Token {}

  // Longest first.
  private static final List<String> OPERATORS =
      List.of("2>/dev/null", "2>&1", "1>&2", ">&2", "2>", "&&", "||", ">>", ">", ";", "\n");

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws SyntaxError {
    return new Lexer(text).all();
  }

  private List<Token> all() throws SyntaxError {
    List<Token> tokens = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      Optional<String> operator = OPERATORS.stream().filter(o -> text.startsWith(o, at)).findAny();
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (operator.isPresent()) {
        at += operator.get().length();
        tokens.add(new Operator(operator.get()));
      } else if ("&|<()`".indexOf(c) >= 0) {
        throw new SyntaxError(String.valueOf(c));
      } else {
        tokens.add(new WordToken(word()));
      }
    }
    return tokens;
  }

  private Word word() throws SyntaxError {
    List<Part> parts = new ArrayList<>();
    while (at < text.length() && " \t\n;&|<>()`".indexOf(text.charAt(at)) < 0) {
      char c = text.charAt(at);
      if (c == '\'') {
        parts.add(new Script.Text(upTo("'", at + 1), true));
      } else if (c == '"') {
        at++;
        doubleQuoted(parts);
      } else if (c == '\\' && at + 1 < text.length()) {
        parts.add(new Script.Text(text.substring(at + 1, at + 2), true));
        at += 2;
      } else if (c == '$') {
        parts.add(expansion(false));
      } else {
        parts.add(new Script.Text(plain(" \t\n;&|<>()`'\"\\$"), false));
      }
    }
    return new Word(List.copyOf(parts));
  }

  private void doubleQuoted(List<Part> parts) throws SyntaxError {
    // Also an empty one makes a word.
    parts.add(new Script.Text("", true));
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '$') {
        parts.add(expansion(true));
      } else if (c == '\\'
          && at + 1 < text.length()
          && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0) {
        parts.add(new Script.Text(text.substring(at + 1, at + 2), true));
        at += 2;
      } else if (c == '\\') {
        parts.add(new Script.Text("\\", true));
        at++;
      } else {
        parts.add(new Script.Text(plain("\"$\\"), true));
      }
    }
    if (at == text.length()) {
      throw new SyntaxError("\"");
    }
    at++;
  }

  private Part expansion(boolean quoted) throws SyntaxError {
    if (text.startsWith("$((", at)) {
      return new Script.Arithmetic(upTo("))", at + 3));
    }
    if (text.startsWith("$(", at)) {
      int start = at + 2;
      at = closing(start);
      String inner = text.substring(start, at++);
      return new Script.Substitution(Parser.parse(inner), quoted);
    }
    if (text.startsWith("${", at)) {
      return new Script.Variable(upTo("}", at + 2), quoted);
    }
    int start = ++at;
    if (at < text.length() && "?$".indexOf(text.charAt(at)) >= 0) {
      at++;
    } else {
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
    }
    return start == at
        ? new Script.Text("$", quoted)
        : new Script.Variable(text.substring(start, at), quoted);
  }

  /** The place of the bracket that closes one opened before {@code start}. */
  private int closing(int start) throws SyntaxError {
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new SyntaxError("end of file");
  }

  private String upTo(String end, int start) throws SyntaxError {
    int found = text.indexOf(end, start);
    if (found < 0) {
      throw new SyntaxError("end of file");
    }
    at = found + end.length();
    return text.substring(start, found);
  }

  private String plain(String stops) {
    int start = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }
}
