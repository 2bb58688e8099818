package dev.weir.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** docs/protocols.md, in parts that tests can run. */
public final class ProtocolPage {

    private static final Path PATH = Path.of("docs/protocols.md");

    private static final Pattern ROW = Pattern.compile("^\\| (.*?) \\| .*? \\| (`type: .*?`) \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`(.*?)`");

    private final String text;

    private ProtocolPage(String text) {
        this.text = text;
    }

    public static ProtocolPage read() throws IOException {
        return new ProtocolPage(Files.readString(PATH));
    }

    /**
     * A row of the table.
     *
     * @param framing {@code key=value} below {@code weir.listeners.<name>}
     */
    record Row(List<String> protocols, List<String> framing) {}

    List<Row> rows() {
        return ROW.matcher(text)
                .results()
                .map(row -> new Row(List.of(row.group(1).split(", (?![^(]*\\))")), framing(row.group(2))))
                .toList();
    }

    private static List<String> framing(String cell) {
        String yaml = CODE.matcher(cell)
                .results()
                .map(setting -> setting.group(1) + "\n")
                .collect(Collectors.joining());
        return settings(yaml).map(setting -> "framing." + setting).toList();
    }

    /** An application with the settings of a section, whose listener gets a free port instead of the one shown there. */
    public RunningApplication.Setup application(String heading) {
        return settings(heading, RunningApplication.listenersOnly());
    }

    /** That application with the settings of a section, as {@link #application(String)} has them. */
    public RunningApplication.Setup settings(String heading, RunningApplication.Setup setup) {
        List<String> settings =
                settings(String.join("\n", blocks(heading, "yaml"))).toList();
        return setup.with(settings.stream()
                .map(setting -> setting.replaceFirst("\\.address=.*", ".address=127.0.0.1:0"))
                .toArray(String[]::new));
    }

    /** The settings of all sections, those of an application with all samples. */
    Properties allSettings() {
        Properties all = new Properties();
        headings().forEach(heading -> blocks(heading, "yaml").forEach(yaml -> all.putAll(properties(yaml))));
        return all;
    }

    /** The headings of the sections. */
    List<String> headings() {
        return Pattern.compile("^## (.*)$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(heading -> heading.group(1))
                .toList();
    }

    /** The fenced blocks of that language in a section. */
    List<String> blocks(String heading, String language) {
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new AssertionError(PATH + " has no section '" + heading + "'");
        }
        int end = text.indexOf("\n## ", start + 1);
        return FencedBlocks.of(text.substring(start, end < 0 ? text.length() : end), language);
    }

    private static Stream<String> settings(String yaml) {
        return properties(yaml).entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue());
    }

    private static Properties properties(String yaml) {
        var factory = new YamlPropertiesFactoryBean();
        factory.setResources(new ByteArrayResource(yaml.getBytes(UTF_8)));
        return Objects.requireNonNull(factory.getObject());
    }
}
