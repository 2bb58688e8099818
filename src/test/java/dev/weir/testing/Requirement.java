package dev.weir.testing;

import org.junit.jupiter.api.Assumptions;

/** What a test needs beside the programs of {@link RequiresTool}, such as a right or a file. */
public final class Requirement {

    private Requirement() {}

    /**
     * Skips the test unless the requirement is met; with {@code -Dweir.require-tools=true} it fails instead.
     *
     * @param what is missing otherwise
     */
    public static void assume(boolean isMet, String what) {
        String reason = "not here: " + what;
        if (!isMet && Boolean.getBoolean(RequiresToolCondition.REQUIRE)) {
            throw new IllegalStateException(
                    reason + ", which -D" + RequiresToolCondition.REQUIRE + "=true does not forgive");
        }
        Assumptions.assumeTrue(isMet, reason);
    }
}
