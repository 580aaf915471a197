/** `npm run lab -- --help`. */
export const HELP = `Trains a grokking run without a browser: on the GPU through Dawn, or on the CPU with WebAssembly.

npm run lab -- run LINK --out DIR [options]      a new run
npm run lab -- run --resume DIR [--steps N]      goes on, bit for bit on the same adapter and build
npm run lab -- record DIR [options]              a recorded run for the page, of a run made with --snapshots
npm run lab -- check DIR                         reads every file of a run, and says what it holds or what is wrong
npm run lab -- adapters                          what Dawn sees
npm run lab -- --help                            this text

LINK is a preset (nanda-2023), a link of the page ('https://.../#v=1&preset=quick-start&seed=3') or its part after the
#. Put a link in quotes: the shell takes & for its own.

  --out DIR              where the files go; made if it is not there, refused if a file there would be written over
  --steps N              budget of updates in all (default: the link's); 0 only evaluates, and writes every probe
  --set KEY=VALUE        one more setting, as in a link; repeatable (--set p=59 --set task=modular-subtraction)
  --backend NAME         webgpu: through Dawn; wasm: on the CPU with WebAssembly, the same bits on every machine; reference:
                         float64 on the CPU, slow. Default: webgpu on a GPU, and wasm where Dawn finds none
  --threads N            of a run in WebAssembly, 1 to 8 (default: one for each core); any number gives the same bits
  --formulation NAME     how the model is computed, e.g. last-position (default: what is fastest on this kind of adapter)
  --init FILE            start from these weights (safetensors, PyTorch's names and shapes; F32, F64, F16, BF16)
  --split FILE           train on these examples, in this order (JSON with "train_pairs": [[a, b], ...], or "train_examples": [index, ...] for a task without pairs; the others are the test)
  --replicas R           R runs side by side, replica r with seed + r (default 1)
  --vary KEY=VALUES      runs side by side that differ in KEY: values with commas between, whole numbers also as a range
                         (--vary weight_decay=0.1,0.3,1 --vary seed=0..15); repeatable: every combination is a replica, the
                         values of the first key change slowest. KEY: a seed, or a parameter of the optimizer. A replica whose
                         loss leaves the range of floats ends there (failed_at in run.json); the others go on
  --evaluate-every N     evaluate every N steps (default: the link's; 0: dense at first, then every 50)
  --views                in the end, write every view of the mechanism on the final weights; also with --resume
  --snapshots            keep the weights of up to 200 steps, more of the early ones, and in the end measure all of them again
                         with the final key frequencies; a resumed run goes on with what it was started with

Options of record, which measures every snapshot again and quantizes the weights of some of them:
  --preset ID            the preset that it belongs to (default: that of the run's link)
  --replica R            which replica, if the folder has several: 0 to the last (check lists them); it is recorded as a run of its
                         own, with the link that gives it alone
  --at N,N,...           steps whose weights it holds (default: eleven around the moments of the run)
  --bits N               bits per weight, 2 to 16 (default 10); the losses before and after are printed, and kept in the file
  --out FILE             a new file (default public/gallery/ID.run.json); the weights go beside it, into ID.weights.bin

Files in DIR
  metrics.csv            a row per step (and replica, if there are several): train loss and accuracy before its update; on
                         evaluated steps also train and test over all pairs, and every scalar probe. The last row is the final
                         weights, which were not trained on: its train columns are the evaluated ones
  init.safetensors, final.safetensors
                         weights under PyTorch's names; config, link and step in the metadata (init.0.safetensors ... with replicas)
  split.json             train and test pairs in order, usable as --split
  run.json               the run card: link, config, varied (what differs, by replica), seeds, versions and a hash of sources and shaders (build), adapter, wall
                         time, steps/s, events, transitions as intervals between evaluated steps (losses: where grokking was lost, and regained), the outcome
                         (stable, lost, regained, or censored: not seen until the run ended), the last value of every probe
  views.json             --views: key_frequencies, and under views by id: label, cite, definition, controls (the settings of
                         this picture), facts (label, value), parts (kind grid, bars, points, lines or table, with their numbers;
                         a grid's values row by row); nothing: why there is none. Controls have their defaults; others: the
                         same for further settings: every head of attention, a neuron of each key frequency (views.0.json ...)
  snapshots/step-N.safetensors
                         --snapshots: weights after N updates, as in final.safetensors, thinned in place as the run grows
  settled.csv, settled.json
                         --snapshots: every scalar measure at these steps with the final key frequencies, and those that have a
                         value per frequency; run.json gets these key frequencies, and as the end of memorization that by
                         them (live_memorization_ends: that by the live rule). If the final weights have no key frequency,
                         measures that need one are empty, and the end is the live one
  checkpoint.safetensors what --resume goes on from; written every 15 seconds, so that a killed run loses no more. It has digests
                         (SHA-256) of the files beside it: a folder that is damaged or mixed up is refused, and left as it is
  run.lock               the process that writes here; another that wants to is refused, unless that process is no more

Ctrl-C writes what there is and ends; once more ends at once. On a terminal a bar shows the progress, else plain lines.

Exit codes: 0 done, 2 bad arguments, link or files, 3 no adapter (--backend webgpu), 4 the train loss or the weights left the range of floats
(the weights of the last good step are written; of several replicas: all of them have failed), 5 a file could not be written (--resume goes on from the checkpoint before),
130 interrupted, 1 anything else.
`;
