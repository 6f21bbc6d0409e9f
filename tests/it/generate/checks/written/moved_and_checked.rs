pub(crate) const STEPS: [fn(&mut seaworthy::Script); 2] = [|_| (), |_| ()];
