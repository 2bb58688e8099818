package dev.weir.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The rules of axe-core, for what a screen reader, a keyboard or weak eyes would stumble over. */
final class Accessibility {

    private static final List<int[]> SCREENS = List.of(new int[] {1280, 900}, new int[] {360, 740});

    private Accessibility() {}

    /** Fails with each serious or critical fault of the page, in light and dark, on a desktop's screen and on a phone's. */
    static void check(Page page) throws IOException {
        page.evaluate(script());
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int[] screen : SCREENS) {
                page.setViewportSize(screen[0], screen[1]);
                assertThat(faults(page))
                        .as("%s at %s pixels", scheme, screen[0])
                        .isEmpty();
                assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
                        .as("width of the page")
                        .isEqualTo(screen[0]);
            }
        }
    }

    private static List<?> faults(Page page) {
        return (List<?>)
                page.evaluate(
                        "async () => (await axe.run()).violations"
                                + ".filter(fault => fault.impact === 'serious' || fault.impact === 'critical')"
                                + ".map(fault => `${fault.id}: ${fault.nodes.map(node => node.html + node.failureSummary).join(' ')}`)");
    }

    private static String script() throws IOException {
        try (InputStream script = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            assertThat(script).as("axe-core").isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
