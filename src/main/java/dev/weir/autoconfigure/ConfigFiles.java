package dev.weir.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the YAML files that Spring Boot may have read, for failures that do not name their file. */
final class ConfigFiles {

    private static final Pattern LOCATIONS = Pattern.compile(
            "(?:--|-D)?spring[._]config[._](?:location|additional-?location|import)=(.*)", Pattern.CASE_INSENSITIVE);

    private ConfigFiles() {}

    /** Whether the exception was thrown while Spring Boot loaded configuration files. */
    static boolean isLoadFailure(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .anyMatch(
                        frame -> frame.getClassName().startsWith("org.springframework.boot.context.config.ConfigData"));
    }

    static List<Path> candidates() {
        var files = new ArrayList<Path>();
        locations().forEach(location -> add(location, files));
        add("./", files);
        add("./config/", files);
        return files;
    }

    private static Stream<String> locations() {
        Stream<String> arguments =
                Arrays.stream(System.getProperty("sun.java.command", "").split(" "));
        Stream<String> properties = System.getProperties().entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue());
        Stream<String> variables =
                System.getenv().entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue());
        return Stream.of(arguments, properties, variables)
                .flatMap(settings -> settings)
                .map(LOCATIONS::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> Arrays.stream(matcher.group(1).split("[,;]")))
                .map(location -> location.replaceFirst("^(optional:)?(file:)?", ""));
    }

    private static void add(String location, List<Path> files) {
        path(location).ifPresent(path -> {
            if (Files.isDirectory(path)) {
                files.addAll(yamlIn(path));
            } else {
                files.add(path);
            }
        });
    }

    private static Optional<Path> path(String location) {
        try {
            return Optional.of(Path.of(location)).filter(Files::exists);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static List<Path> yamlIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }
}
