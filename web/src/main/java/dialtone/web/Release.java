package dialtone.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which program this is: the version, and the commit where the build knew it. */
final class Release implements IVersionProvider {

    static String version() {
        return read("version.properties").getProperty("version");
    }

    @Override
    public String[] getVersion() {
        String commit = read("git.properties").getProperty("git.commit.id.abbrev", "");
        return new String[] {"dialtone " + version() + (commit.isEmpty() ? "" : " (" + commit + ")")};
    }

    private static Properties read(String file) {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream(file)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
