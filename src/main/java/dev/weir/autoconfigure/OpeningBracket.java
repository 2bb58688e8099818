package dev.weir.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.io.Resource;

/** Distinguishes {@code key: []} from {@code key:}, for which Boot's YAML loader returns the same empty text. */
final class OpeningBracket {

    private OpeningBracket() {}

    /** Whether the value at that place of a file begins with a bracket; false if the file cannot be read again. */
    static boolean isAt(@Nullable Origin origin) {
        Origin place = origin instanceof OriginProvider provider ? provider.getOrigin() : origin;
        if (!(place instanceof TextResourceOrigin text)) {
            return false;
        }
        Resource file = text.getResource();
        TextResourceOrigin.Location location = text.getLocation();
        if (file == null || location == null) {
            return false;
        }
        try (var lines = new BufferedReader(new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(location.getLine())
                    .findFirst()
                    .filter(line -> line.startsWith("[", location.getColumn()))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
