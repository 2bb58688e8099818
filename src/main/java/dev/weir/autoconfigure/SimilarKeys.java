package dev.weir.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Decides whether an unknown name is similar to a setting's: misspelled, or with a part left out. */
final class SimilarKeys {

    /**
     * The elements that can follow {@code weir.}, and, in case the listener's name is left out, those that can follow
     * it.
     */
    private static final Set<String> FIRST = new HashSet<>();

    /** Whole keys without dots and dashes, since an underscore may stand for either. */
    private static final Set<String> WHOLE = new HashSet<>();

    static {
        collect("", WeirProperties.class);
        collect("", WeirProperties.Listener.class);
    }

    private SimilarKeys() {}

    private static void collect(String prefix, Class<?> settings) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = prefix + uniform(component.getName());
            WHOLE.add(key);
            if (prefix.isEmpty()) {
                FIRST.add(key);
            }
            if (component.getType().isRecord()) {
                collect(key, component.getType());
            }
        }
    }

    private static String uniform(String name) {
        return ConfigurationPropertyName.adapt(name, '.').getLastElement(Form.UNIFORM);
    }

    /** @param name a name below {@code weir} */
    static boolean isSimilar(ConfigurationPropertyName name) {
        var whole = new StringBuilder();
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            whole.append(name.getElement(i, Form.UNIFORM));
        }
        String first = name.getElement(1, Form.UNIFORM);
        return FIRST.stream().anyMatch(key -> isSimilar(first, key))
                || WHOLE.stream().anyMatch(key -> isSimilar(whole.toString(), key));
    }

    /** One mistake is allowed from four letters on, and two from eight on. */
    private static boolean isSimilar(String written, String key) {
        return distance(written, key) <= Math.min(2, key.length() / 4);
    }

    /** The number of letters to add, leave out or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = above[0];
            above[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(replaced, Math.min(above[j], above[j - 1]) + 1);
            }
        }
        return above[b.length()];
    }
}
