package tianniu.caller;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key may name, beside what everybody may. A list that is null restricts nothing; an empty
 * one allows nothing.
 *
 * @param images patterns. {@code name} is that repository with any tag or digest; {@code name:tag}
 *     that tag and no digest; {@code name@sha256:…} that digest, whatever tag stands beside it. A
 *     {@code *} at the end stands for any rest of the repository, tag or digest in which it stands
 *     ({@code team/*}, {@code name:1.*}, {@code name@*}), never for a part of the registry. The
 *     usual registry, its {@code library/} and the tag {@code latest} may be left out on both
 *     sides. What may be an image's id, such as {@code c0ffee} or {@code sha256:…}, is allowed only
 *     where a pattern is the same text
 * @param bindRoots under which its bind mounts, and volumes that lead to a folder of the host, must
 *     lie, and under a root of the server as well
 * @param networks names, as the engine has them. A container for which none is named is on {@code
 *     bridge}
 * @param commands what it may run in containers, in terminals too. One word is a program, exactly
 *     as the command's first word has it, with any arguments; {@code /bin/ls} is not {@code ls}.
 *     More words, parted by single spaces, are a whole command line, or its beginning when the last
 *     one is {@code *}. {@code *} alone is any command. A key that has this list may give neither
 *     {@code env} nor {@code user} nor {@code working_dir}
 */
public record AllowLists(
    @Nullable List<String> images,
    @Nullable List<Path> bindRoots,
    @Nullable List<String> networks,
    @Nullable List<String> commands) {
  /** No restriction. */
  public static final AllowLists NONE = new AllowLists(null, null, null, null);

  public AllowLists {
    images = images == null ? null : List.copyOf(images);
    bindRoots = bindRoots == null ? null : List.copyOf(bindRoots);
    networks = networks == null ? null : List.copyOf(networks);
    commands = commands == null ? null : List.copyOf(commands);
  }
}
