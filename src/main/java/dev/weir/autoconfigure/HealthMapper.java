package dev.weir.autoconfigure;

import dev.weir.upstream.HealthOptions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Maps {@code health} of an upstream to {@link HealthOptions}. */
final class HealthMapper {

    /** As much as a check reads. */
    private static final int MAX_EXPECTED = 16 * 1024;

    private HealthMapper() {}

    static HealthOptions of(String prefix, UpstreamSettings.Health health) {
        byte[] send = bytes(prefix + ".send", health.send());
        byte[] expect = bytes(prefix + ".expect", health.expect());
        if (expect.length > MAX_EXPECTED) {
            throw new InvalidSettingException(
                    prefix + ".expect",
                    expect.length + "B",
                    "must not be longer than " + MAX_EXPECTED + "B, of which a check reads no more",
                    "Set it to a part of the answer.");
        }
        if (health.interval().isZero()) {
            requireAbsent(prefix, "send", health.send());
            requireAbsent(prefix, "expect", health.expect());
        }
        return new HealthOptions(
                Checks.notNegative(prefix + ".interval", health.interval()),
                Checks.positive(prefix + ".timeout", health.timeout(), "2s"),
                Checks.positive(prefix + ".fall", health.fall(), 3),
                Checks.positive(prefix + ".rise", health.rise(), 2),
                send,
                expect,
                Checks.notNegative(prefix + ".eject-after", health.ejectAfter()),
                Checks.notNegative(prefix + ".eject-for", health.ejectFor()),
                health.onDown());
    }

    private static byte[] bytes(String key, @Nullable String text) {
        try {
            return text == null ? new byte[0] : DelimiterText.toBytes(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key, text, String.valueOf(e.getMessage()), "The escapes are " + DelimiterText.ESCAPES + ".");
        }
    }

    private static void requireAbsent(String prefix, String key, @Nullable String text) {
        if (text != null) {
            throw new InvalidSettingException(
                    prefix + "." + key,
                    text,
                    "has no effect, since " + prefix + ".interval is 0 and there are no checks",
                    "Remove it, or set " + prefix + ".interval to 5s, its default.");
        }
    }
}
