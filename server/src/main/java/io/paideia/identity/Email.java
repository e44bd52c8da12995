package io.paideia.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * E-mail addresses as HTML forms accept them (WHATWG HTML, 4.10.5.1.5), with a dot in the domain
 * and in lower case, so that one address is one person.
 */
final class Email {

    private static final int LONGEST = 254;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern FORM =
            Pattern.compile(
                    "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + LABEL + "(?:\\." + LABEL + ")+");

    private Email() {}

    /** The address in its one form, or empty if it is none. */
    static Optional<String> normal(@Nullable String text) {
        if (text == null || text.length() > LONGEST + 20) {
            return Optional.empty();
        }
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST && FORM.matcher(lower).matches()
                ? Optional.of(lower)
                : Optional.empty();
    }
}
