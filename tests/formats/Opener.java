import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/** Opens graphs as Gephi does and prints what it has of each, in a line of JSON: java -cp 'lib/*' Opener.java MERGED FILE... */
public class Opener {
    public static void main(String[] given) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        for (int place = 1; place < given.length; place++) {
            projects.newProject();
            Container container = imports.importFile(new File(given[place]));
            if (!Boolean.parseBoolean(given[0])) {
                container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.NO_MERGE);
            }
            container.closeLoader();
            imports.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
            GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel();
            Graph graph = model.getGraph();
            List<String> nodes = new ArrayList<>();
            for (Node node : graph.getNodes()) {
                List<String> cells = new ArrayList<>();
                for (Column column : model.getNodeTable()) {
                    Object cell = column.isProperty() ? null : node.getAttribute(column);
                    if (cell != null) {
                        cells.add(text(column.getTitle()) + ":" + text(String.valueOf(cell)));
                    }
                }
                cells.add("\"Label\":" + text(node.getLabel()));
                Interval[] days = node.getIntervals();
                cells.add("\"Intervals\":" + (days == null ? 0 : days.length));
                nodes.add(text(String.valueOf(node.getId())) + ":{" + String.join(",", cells) + "}");
            }
            List<String> edges = new ArrayList<>();
            for (Edge edge : graph.getEdges()) {
                edges.add(text(String.valueOf(edge.getId())));
            }
            out.println("{\"dynamic\":" + model.isDynamic() + ",\"edges\":[" + String.join(",", edges) + "],\"nodes\":{"
                + String.join(",", nodes) + "}}");
        }
    }

    private static String text(String words) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : (words == null ? "" : words).toCharArray()) {
            quoted.append(letter < ' ' || letter == '"' || letter == '\\' ? String.format("\\u%04x", (int) letter) : letter);
        }
        return quoted.append('"').toString();
    }
}
