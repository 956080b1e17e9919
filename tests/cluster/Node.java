import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;

/** One node of a test cluster: HOME NUMBER NODES HTTP-PORT TRANSPORT-PORT. Ends with its standard input. */
public class Node {
    @SuppressWarnings("unchecked")
    private static <T> Class<T> plugin(String... names) throws ClassNotFoundException {
        for (String name : names) {
            try {
                return (Class<T>) Class.forName(name);
            } catch (ClassNotFoundException other) {
                // The name that another version has.
            }
        }
        throw new ClassNotFoundException(String.join(", ", names));
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]), nodes = Integer.parseInt(arguments[2]);
        int http = Integer.parseInt(arguments[3]), transport = Integer.parseInt(arguments[4]);
        for (String folder : List.of("config", "modules", "plugins")) {
            Files.createDirectories(home.resolve(folder));
        }
        Settings.Builder settings = Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "fihris-test")
            .put("node.name", "node-" + number)
            .put("network.host", "127.0.0.1")
            .put("http.port", http + number)
            .put("transport.port", transport + number)
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            // A test machine may have a full disk.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
        String[] seeds = new String[nodes], managers = new String[nodes];
        for (int other = 0; other < nodes; other++) {
            seeds[other] = "127.0.0.1:" + (transport + other);
            managers[other] = "node-" + other;
        }
        settings.putList("discovery.seed_hosts", seeds).putList("cluster.initial_cluster_manager_nodes", managers);
        new OpenSearchRunnerNode(
            new Environment(settings.build(), home.resolve("config")),
            List.of(
                plugin("org.opensearch.transport.Netty4Plugin", "org.opensearch.transport.Netty4ModulePlugin"),
                plugin("org.opensearch.analysis.common.CommonAnalysisPlugin", "org.opensearch.analysis.common.CommonAnalysisModulePlugin")
            )
        ).start();
        System.out.println("started");
        while (System.in.read() >= 0) {
            // Whoever started this node is still there.
        }
        System.exit(0);
    }
}
