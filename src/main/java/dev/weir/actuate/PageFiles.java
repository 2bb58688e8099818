package dev.weir.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.MimeType;

/** The files of the live page, from {@code META-INF/weir/page} of the jar. */
final class PageFiles {

    private static final String FOLDER = "META-INF/weir/page/";

    /** Stands for the page's last path segment in {@code index.html}; see {@link #page}. */
    private static final String SEGMENT = "{weir}";

    private static final MimeType HTML = utf8("text", "html");

    private static final Map<String, MimeType> TYPES =
            Map.of("css", utf8("text", "css"), "js", utf8("text", "javascript"), "svg", utf8("image", "svg+xml"));

    /** No other character, and thereby no way out of the folder. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*\\.(css|js|svg)");

    private static MimeType utf8(String type, String subtype) {
        return new MimeType(type, subtype, StandardCharsets.UTF_8);
    }

    /**
     * Returns {@code index.html}. A browser resolves the page's relative links beside the page, whereas the files are below it:
     * the links name the page's own last segment, which the operator may have mapped to another path.
     *
     * @param path the page's path below the base path of all endpoints
     */
    WebEndpointResponse<Object> page(String path) throws IOException {
        String segment = path.substring(path.lastIndexOf('/') + 1);
        return new WebEndpointResponse<>(read("index.html").replace(SEGMENT, segment), HTML);
    }

    /** Returns a file, or 404 if there is none of that name. */
    WebEndpointResponse<Object> file(String name) throws IOException {
        MimeType type = type(name);
        return type == null || !resource(name).exists()
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(read(name), type);
    }

    private static @Nullable MimeType type(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? TYPES.get(matcher.group(1)) : null;
    }

    private static String read(String name) throws IOException {
        return resource(name).getContentAsString(StandardCharsets.UTF_8);
    }

    private static ClassPathResource resource(String name) {
        return new ClassPathResource(FOLDER + name, PageFiles.class.getClassLoader());
    }
}
