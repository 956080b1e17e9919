import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.FSDirectory;

/** Lucene's ArabicAnalyzer with its UnifiedHighlighter, driven as main.rs says: index FILE FOLDER, search FOLDER QUERIES. */
class Peer {
    static final int HITS = 10;
    /** A server has answered for long before anybody measures it: so often all is asked before it is timed. */
    static final int WARM_UP = 5;

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("index")) {
            index(arguments[1], arguments[2]);
        } else {
            search(arguments[1], arguments[2], arguments.length > 3 ? 0 : WARM_UP);
        }
    }

    static void index(String file, String folder) throws Exception {
        FieldType text = new FieldType(TextField.TYPE_STORED);
        // Offsets in the postings are what makes highlighting fast.
        text.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
        ObjectMapper mapper = new ObjectMapper();
        int added = 0;
        IndexWriterConfig config = new IndexWriterConfig(new ArabicAnalyzer()).setRAMBufferSizeMB(200);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(Path.of(folder)), config);
                var lines = Files.lines(Path.of(file))) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode article = mapper.readTree(line);
                String date = article.get("date").asText();
                Document document = new Document();
                document.add(new Field("text", article.get("title").asText() + "\n" + article.get("text").asText(), text));
                document.add(new StringField("outlet", article.get("outlet").asText(), Field.Store.YES));
                document.add(new StringField("month", date.length() < 7 ? "" : date.substring(0, 7), Field.Store.NO));
                document.add(new StoredField("date", date));
                writer.addDocument(document);
                added++;
            }
        }
        System.out.println(added);
    }

    static void search(String folder, String queries, int warmUp) throws Exception {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Path.of(folder)))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            Analyzer analyzer = new ArabicAnalyzer();
            UnifiedHighlighter highlighter = UnifiedHighlighter.builder(searcher, analyzer).build();
            List<String> asked = Files.readAllLines(Path.of(queries));
            for (int round = 0; round < warmUp; round++) {
                for (String line : asked) {
                    search(searcher, analyzer, highlighter, line.split("\t", -1));
                }
            }
            StringBuilder out = new StringBuilder();
            for (String line : asked) {
                String[] columns = line.split("\t", -1);
                long begun = System.nanoTime();
                int[] found = search(searcher, analyzer, highlighter, columns);
                long micros = (System.nanoTime() - begun) / 1000;
                out.append(columns[0] + "\t" + micros + "\t" + found[0] + "\t" + found[1] + "\n");
            }
            System.out.print(out);
        }
    }

    static int[] search(IndexSearcher searcher, Analyzer analyzer, UnifiedHighlighter highlighter, String[] asked)
            throws Exception {
        List<String> tokens = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("text", asked[1])) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(term.toString());
            }
            stream.end();
        }
        Query words;
        if (asked[1].startsWith("\"") && tokens.size() > 1) {
            words = new PhraseQuery("text", tokens.toArray(new String[0]));
        } else {
            BooleanQuery.Builder builder = new BooleanQuery.Builder();
            tokens.forEach(token -> builder.add(new TermQuery(new Term("text", token)), Occur.SHOULD));
            words = builder.build();
        }
        BooleanQuery.Builder whole = new BooleanQuery.Builder().add(words, Occur.MUST);
        String[] fields = {"", "", "outlet", "month"};
        for (int field = 2; field < 4; field++) {
            if (!asked[field].isEmpty()) {
                whole.add(new TermQuery(new Term(fields[field], asked[field])), Occur.FILTER);
            }
        }
        TopDocs top = searcher.search(whole.build(), HITS);
        String[] passages = highlighter.highlight("text", words, top, 1);
        int bytes = 0;
        for (String passage : passages) {
            bytes += passage == null ? 0 : passage.length();
        }
        return new int[] {top.scoreDocs.length, bytes};
    }
}
