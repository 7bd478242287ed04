package tianniu.engine.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tianniu.engine.memory.Lexer.Operator;
import tianniu.engine.memory.Lexer.Token;
import tianniu.engine.memory.Lexer.WordToken;
import tianniu.engine.memory.Script.Redirect;
import tianniu.engine.memory.Script.SyntaxError;
import tianniu.engine.memory.Script.Word;

/** Reads a script, by descent. */
final class Parser {
  private static final Set<String> CLOSERS = Set.of("do", "done", "then", "else", "fi");

  private final List<Token> tokens;
  private int at;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Script parse(String text) throws SyntaxError {
    Parser parser = new Parser(Lexer.tokens(text));
    Script script = parser.sequence();
    if (parser.at < parser.tokens.size()) {
      throw parser.unexpected();
    }
    return script;
  }

  private Script sequence() throws SyntaxError {
    List<Script> parts = new ArrayList<>();
    while (true) {
      while (takeOperator(";") || takeOperator("\n")) {
        // Empty commands.
      }
      if (at == tokens.size() || CLOSERS.contains(bareWord())) {
        return new Script.Sequence(List.copyOf(parts));
      }
      parts.add(chain());
      if (at < tokens.size() && !CLOSERS.contains(bareWord()) && !isSeparator()) {
        throw unexpected();
      }
    }
  }

  private Script chain() throws SyntaxError {
    Script first = command();
    while (true) {
      if (takeOperator("&&")) {
        first = new Script.Chain(first, true, command());
      } else if (takeOperator("||")) {
        first = new Script.Chain(first, false, command());
      } else {
        return first;
      }
    }
  }

  private Script command() throws SyntaxError {
    return switch (bareWord()) {
      case "while" -> loop(true);
      case "until" -> loop(false);
      case "if" -> condition();
      case "for" -> forEach();
      default -> simple();
    };
  }

  private Script loop(boolean wanted) throws SyntaxError {
    at++;
    Script condition = sequence();
    return new Script.While(condition, wanted, body());
  }

  private Script body() throws SyntaxError {
    expect("do");
    Script body = sequence();
    expect("done");
    return body;
  }

  private Script condition() throws SyntaxError {
    at++;
    Script condition = sequence();
    expect("then");
    Script then = sequence();
    Script otherwise = new Script.Sequence(List.of());
    if (bareWord().equals("else")) {
      at++;
      otherwise = sequence();
    }
    expect("fi");
    return new Script.If(condition, then, otherwise);
  }

  private Script forEach() throws SyntaxError {
    at++;
    String name = bareWord();
    at++;
    expect("in");
    List<Word> values = new ArrayList<>();
    for (Word word = takeWord(); word != null; word = takeWord()) {
      values.add(word);
    }
    while (takeOperator(";") || takeOperator("\n")) {
      // Up to the body.
    }
    return new Script.For(name, List.copyOf(values), body());
  }

  private Script simple() throws SyntaxError {
    List<Word> words = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    while (at < tokens.size()) {
      Word word = takeWord();
      if (word != null) {
        words.add(word);
      } else if (takeOperator(">&2") || takeOperator("1>&2")) {
        redirects.add(new Script.Swap(true));
      } else if (takeOperator("2>&1")) {
        redirects.add(new Script.Swap(false));
      } else if (takeOperator("2>/dev/null")) {
        redirects.add(new Script.ToFile(new Word(List.of()), false, true));
      } else if (takeOperator(">>")) {
        redirects.add(new Script.ToFile(neededWord(), true, false));
      } else if (takeOperator(">")) {
        redirects.add(new Script.ToFile(neededWord(), false, false));
      } else if (takeOperator("2>")) {
        redirects.add(new Script.ToFile(neededWord(), false, true));
      } else {
        break;
      }
    }
    if (words.isEmpty() && redirects.isEmpty()) {
      throw unexpected();
    }
    return new Script.Simple(List.copyOf(words), List.copyOf(redirects));
  }

  private boolean isSeparator() {
    return tokens.get(at) instanceof Operator(String text)
        && (text.equals(";") || text.equals("\n"));
  }

  private boolean takeOperator(String wanted) {
    if (at < tokens.size()
        && tokens.get(at) instanceof Operator(String text)
        && text.equals(wanted)) {
      at++;
      return true;
    }
    return false;
  }

  private @Nullable Word takeWord() {
    if (at < tokens.size() && tokens.get(at) instanceof WordToken(Word word)) {
      at++;
      return word;
    }
    return null;
  }

  private Word neededWord() throws SyntaxError {
    Word word = takeWord();
    if (word == null) {
      throw unexpected();
    }
    return word;
  }

  private String bareWord() {
    return at < tokens.size() && tokens.get(at) instanceof WordToken(Word word) ? word.bare() : "";
  }

  private void expect(String word) throws SyntaxError {
    if (!bareWord().equals(word)) {
      throw unexpected();
    }
    at++;
  }

  private SyntaxError unexpected() {
    if (at >= tokens.size()) {
      return new SyntaxError("end of file");
    }
    return switch (tokens.get(at)) {
      case Operator(String text) -> new SyntaxError(text);
      case WordToken(Word word) -> new SyntaxError(word.bare());
    };
  }
}
