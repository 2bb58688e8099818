package dev.weir.autoconfigure;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.origin.PropertySourceOrigin;

/**
 * Finds unknown settings among environment variables and system properties. Boot does not check these, because other
 * programs have variables there too; so only a name similar to a setting's is taken for a misspelled one.
 *
 * @param bound the settings that exist
 */
record ProcessVariables(BoundSettings bound) {

    private static final Logger log = LoggerFactory.getLogger(ProcessVariables.class);
    private static final UnboundElementsSourceFilter CHECKED_BY_BOOT = new UnboundElementsSourceFilter();

    /** The variables that Kubernetes sets in a pod for each Service, here for one whose name begins with weir. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "WEIR_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)=.*"
                    + "|WEIR_(\\w+_)?PORT=(tcp|udp|sctp)://.*");

    /** @throws UnboundConfigurationPropertiesException if a source has unknown settings */
    void rejectUnknown(Iterable<ConfigurationPropertySource> sources) {
        var unknown = new TreeSet<ConfigurationProperty>();
        var others = new TreeSet<String>();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable && !CHECKED_BY_BOOT.apply(source)) {
                unbound(iterable).forEach(property -> {
                    if (SimilarKeys.isSimilar(property.getName())) {
                        unknown.add(property);
                    } else {
                        others.add(variableName(property));
                    }
                });
            }
        }
        if (!unknown.isEmpty()) {
            throw new UnboundConfigurationPropertiesException(unknown);
        }
        if (!others.isEmpty()) {
            log.info("Ignored variables that are not settings of Weir: {}", String.join(", ", others));
        }
    }

    private Stream<ConfigurationProperty> unbound(IterableConfigurationPropertySource source) {
        Set<ConfigurationProperty> unbound = new TreeSet<>();
        source.stream()
                .filter(UnknownSettingFailureAnalyzer.ROOT::isAncestorOf)
                .filter(name -> !bound.contains(name))
                .forEach(name -> {
                    ConfigurationProperty property = source.getConfigurationProperty(name);
                    if (property != null && !isServiceLink(property)) {
                        unbound.add(property);
                    }
                });
        if (unbound.isEmpty()) {
            return Stream.empty();
        }
        Set<String> used = usedVariables(source);
        return unbound.stream()
                .filter(property -> !used.contains(variableName(property).toUpperCase(Locale.ROOT)));
    }

    private static boolean isServiceLink(ConfigurationProperty property) {
        return SERVICE_LINK
                .matcher(variableName(property) + "=" + property.getValue())
                .matches();
    }

    /**
     * The variables that set a known setting. Its key does not follow from a variable: underscores may stand for
     * dashes.
     */
    private Set<String> usedVariables(ConfigurationPropertySource source) {
        var used = new HashSet<String>();
        bound.names().forEach(name -> add(used, source.getConfigurationProperty(name)));
        for (ConfigurationPropertyName list : bound.lists()) {
            int i = 0;
            while (add(used, source.getConfigurationProperty(list.append("[" + i + "]")))) {
                i++;
            }
        }
        return used;
    }

    private static boolean add(Set<String> used, @Nullable ConfigurationProperty property) {
        return property != null && used.add(variableName(property).toUpperCase(Locale.ROOT));
    }

    /** The name of the variable that sets the property, such as {@code WEIR_MAXCONNECTIONS}. */
    static String variableName(ConfigurationProperty property) {
        return property.getOrigin() instanceof PropertySourceOrigin origin
                ? origin.getPropertyName()
                : property.getName().toString();
    }
}
